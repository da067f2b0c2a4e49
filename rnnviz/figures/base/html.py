"""The pieces of HTML that pictures and tables share."""

import html
from collections.abc import Iterable

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


class ValuedText(str):
    """A text that remembers which number it writes, for the cell of a table that it stands in."""

    value: str

    __slots__ = ("value",)

    @classmethod
    def of(cls, text: str, other: "ValuedText") -> "ValuedText":
        """The same number in another text."""
        made = cls(text)
        made.value = other.value
        return made


def valued(text: str, value: float | Iterable[float] | None) -> ValuedText:
    """HTML that writes a number (or several, or none where there is none), with the number itself."""
    made = ValuedText(text)
    if isinstance(value, Iterable):
        made.value = str([float(one) for one in value])
    else:
        made.value = "" if value is None else repr(float(value))
    return made


def value_mark(value: float | Iterable[float]) -> str:
    """The attribute that says which number an element stands for, or which: it stays where the picture
    is made (see `ui/components/kept_numbers.py`), for who saves it."""
    return f' data-value="{valued("", value).value}"'


def share_text(share: float) -> ValuedText:
    """A share from 0 to 1 in percent, with its signs of less and more as HTML writes them."""
    return valued(html.escape(percent(share)), share)


def share_cell(share: float, text: str = "") -> ValuedText:
    """A share from 0 to 1 as a bar with its percentage, or another text, on it."""
    shown = text or share_text(share)
    return valued(f'<span class="share" style="--share:{share:.3f}">{shown}</span>', share)


def bar_cell(share: float) -> str:
    """A table's cell with a bar of a share from 0 to 1."""
    return f'<td class="bar"><i style="width:{100.0 * share:.1f}%"></i></td>'


def cells(contents: list[str], tag: str = "td") -> str:
    """Cells of a table beside each other; a head that says nothing is none."""
    return "".join(cell(content, tag if content else "td") for content in contents)


def cell(content: str, tag: str = "td", marks: str = "") -> str:
    """A cell of a table with what it stands for, where it writes a number (see `exact_numbers.py`);
    `marks` are its other attributes."""
    value = f' data-value="{content.value}"' if isinstance(content, ValuedText) else ""
    return f"<{tag}{marks}{value}>{content}</{tag}>"
