"""The pieces of HTML that pictures and tables share."""

import html

from rnnviz.figures.base.numbers import percent

# white space, and a decoder's START and END
_SHOWN = {" ": "␣", "\n": "⏎", "\t": "⇥", "\r\n": "⏎", "\r": "⏎", "\x02": "⊢", "\x03": "⊣"}


def show(token: str) -> str:
    """A token with its white space made visible."""
    return _SHOWN.get(token, token)


def escape(text: str) -> str:
    """User text for the pseudo-HTML of Plotly's labels and hovers, shown as it was typed."""
    return html.escape(show(text), quote=False)


def typed(text: str) -> str:
    """User text within a sentence of HTML, which it does not turn round."""
    return f"<bdi>{html.escape(text)}</bdi>"


def unseen(text: str) -> str:
    """A word of our own that is read out and not seen."""
    return f'<span class="unseen">{text}</span>'


def coloured(pair: tuple[str, str]) -> str:
    """The style of a cell on a ground with an ink."""
    ground, ink = pair
    return f"background:{ground};color:{ink}"


def judged(right: bool, words: str) -> str:
    """A verdict in the colour of what is right or wrong."""
    return f'<span class="{"right" if right else "wrong"}">{words}</span>'


def share_text(share: float) -> str:
    """A share from 0 to 1 in percent, with its signs of less and more as HTML writes them."""
    return html.escape(percent(share))


def share_cell(share: float, text: str = "") -> str:
    """A share from 0 to 1 as a bar with its percentage, or another text, on it."""
    return f'<span class="share" style="--share:{share:.3f}">{text or share_text(share)}</span>'


def bar_cell(share: float) -> str:
    """A table's cell with a bar of a share from 0 to 1."""
    return f'<td class="bar"><i style="width:{100.0 * share:.1f}%"></i></td>'


def cells(contents: list[str], tag: str = "td") -> str:
    """Cells of a table beside each other; a head that says nothing is none."""
    named = ((tag if content else "td", content) for content in contents)
    return "".join(f"<{kind}>{content}</{kind}>" for kind, content in named)
