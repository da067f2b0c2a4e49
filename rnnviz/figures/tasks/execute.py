"""What an encoder-decoder answers to a program: the answer character by character, the likeliest whole
answers, and how many programs of each level it gets right."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import told
from rnnviz.figures.base.floor_names import floor_name
from rnnviz.figures.base.html import cell, escape, share_cell
from rnnviz.figures.base.numbers import bare_percent, percent
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import CHANCE_SCALE, INK, NAMED, colour_of, ink_of
from rnnviz.figures.tasks.chance_numbers import chance_sheets
from rnnviz.nn.decoding import END_TOKEN
from rnnviz.tasks.execute import ANSWERS, Executed
from rnnviz.tasks.programs import length
from rnnviz.text.language import N_, _, _n, listed

SHOWN = (*range(2, len(ANSWERS)), END_TOKEN)  # from left to right; START is never answered
LEAST = 0.005  # a smaller probability is not written into its cell
FEWEST = 3  # rows that there is room for at least, so that the picture seldom jumps
ROW = 32  # pixels
FILLED = 0.65  # of a level's place by its bars


def shown(text: str) -> str:
    """An answer with a real minus sign, in words if there is nothing in it."""
    return text.replace("-", "−") or _("nothing")


def verdict(done: Executed) -> str:
    """The answer and whether it is right, in a sentence."""
    if done.right:
        return _("✓ right: the network answers {text}, and so does Python").format(
            text=shown(done.text)
        )
    said = (
        _("✗ wrong: the network answers {text}; Python prints {printed}")
        if done.ended
        else _("✗ wrong: the network answers {text}, without an end; Python prints {printed}")
    )
    return said.format(text=shown(done.text), printed=shown(done.printed))


def verdict_html(done: Executed) -> str:
    """The same as HTML, large."""
    size = "font-size:1.35rem;margin:0"
    return f'<p class="verdict" style="{size}">{html.escape(verdict(done))}.</p>'


def letters(done: Executed, dark: bool) -> Part:
    """The probability of every character at every place of the answer, one row a place, from the first
    that came out to the last; the chosen one is framed, and before each row stands what was chosen and
    whether it is right."""
    rows, wide = list(range(len(done.tokens))), max(len(done.tokens), FEWEST)
    names = [_name(token) for token in SHOWN]
    axis = plotly.axis(grid=False, ticks="", showline=False, fixedrange=True)
    across = {"side": "top", "tickvals": list(range(len(SHOWN))), "ticktext": names, "tickangle": 0}
    down = {"tickvals": rows, "ticktext": _row_names(done), "automargin": False}
    made = plotly.figure(
        [_chances(done, names, dark)],
        _("The answer, top down: probability of each character, in %"),
        dark,
        84 + ROW * wide,
        xaxis=axis | across | {"range": [-0.5, len(SHOWN) - 0.5], "tickfont": {"size": 17}},
        yaxis=axis | down | {"range": [wide - 0.5, -0.5], "tickfont": {"size": 16}},
        shapes=[
            plotly.around_cell(SHOWN.index(int(token)), row, pen(NAMED[1], 3))
            for row, token in enumerate(done.tokens)
            if token in SHOWN
        ],
        margin={"l": 116, "r": 8, "t": 74, "b": 8},
    )
    named = [_name(token) for token in range(len(ANSWERS))]
    return told(made, chance_sheets(done.tokens, done.probabilities, named), [done.probabilities])


def _chances(done: Executed, names: Sequence[str], dark: bool) -> Part:
    """The probabilities as colours, with those that are not too small written into their cells."""
    chances = done.probabilities[:, SHOWN].tolist()
    hover = _(
        "character %{customdata[2]} of the answer is “%{customdata[0]}” "
        "with a probability of %{customdata[1]}"
    )
    return plotly.heat_map(
        chances,
        CHANCE_SCALE[dark],
        0.0,
        1.0,
        text=[[bare_percent(p) if p >= LEAST else "" for p in row] for row in chances],
        texttemplate="%{text}",
        textfont={"size": 16, "color": INK[dark]},
        customdata=[
            [[name, percent(p), row] for name, p in zip(names, line, strict=True)]
            for row, line in enumerate(chances, 1)
        ],
        hovertemplate=plotly.hover(hover),
        xgap=2,
        ygap=2,
        showscale=False,
    )


def _row_names(done: Executed) -> list[str]:
    """What was chosen at each place, and whether it is right."""
    truth = [*map(ANSWERS.index, done.printed), END_TOKEN]
    names = []
    for row, token in enumerate(done.tokens):
        good = row < len(truth) and token == truth[row]
        names.append(f"<b>{_name(int(token))}</b>  {_('✓ right') if good else _('✗ wrong')}")
    return names


def letters_alt(done: Executed) -> str:
    """The same in words."""
    picked = (
        _("{token} with {chance}").format(token=_name(int(token)), chance=percent(float(row[token])))
        for token, row in zip(done.tokens, done.probabilities, strict=True)
    )
    return _("{verdict}. Character by character: {picked}.").format(
        verdict=verdict(done), picked=listed(picked)
    )


def answers_table(done: Executed) -> str:
    """The likeliest whole answers as an HTML table, with their probabilities, the true one marked."""
    rows = []
    for text, share in done.beam:
        marks = [
            word
            for word, holds in (
                (_("✓ right"), text == done.printed),
                (_("greedy"), done.ended and text == done.text),
            )
            if holds
        ]
        rows.append(
            f"<tr><td>{html.escape(shown(text))}</td>"
            f"{cell(share_cell(share))}"
            f"<td>{', '.join(marks)}</td></tr>"
        )
    if not rows:
        return f"<p class='caption'>{_('No answer that the beam kept came to its end.')}</p>"
    head = f"<tr><th>{_('answer')}</th><th>{_('probability')}</th><td></td></tr>"
    return f'<table class="runs">{head}{"".join(rows)}</table>'


def levels(
    found: Mapping[str, Mapping[str, float]],
    copying: Mapping[str, float],
    digits: int,
    count: int,
    dark: bool,
) -> Part:
    """For every network by name: the share of each level's `count` test programs that it answers right,
    as bars; across them, what copying the program's last number gets."""
    places = list(range(1, len(copying) + 1))
    networks = [
        _Bars(name, [shares[level] for level in copying], number, len(found), dark)
        for number, (name, shares) in enumerate(found.items())
    ]
    labels = {"tickvals": places, "ticktext": [_level(place, digits) for place in places]}
    return plotly.figure(
        [bars.drawn() for bars in networks],
        _(
            "Right to the last character, of {count} unseen programs a level; dotted: copying the "
            "program's last number"
        ).format(count=count),
        dark,
        310,
        xaxis=plotly.axis(grid=False, ticks="", tickangle=0, tickfont={"size": 15})
        | labels
        | {"range": [0.5, len(places) + 0.5]},
        yaxis=plotly.share_axis(0, 1.12, title={"text": _("share right")}),
        shapes=[
            plotly.segment((place - 0.46, place + 0.46), (share, share), pen(INK[dark], 2.5, "dot"))
            for place, share in zip(places, copying.values(), strict=True)
        ],
        annotations=[
            # above the dotted line, which would cross it
            *(label for bars in networks for label in bars.labels(list(copying.values()))),
        ],
        bargap=1.0 - FILLED,
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
        margin={"l": 76, "r": 16, "t": 52, "b": 70},
    )


@dataclass(frozen=True)
class _Bars:
    """One network's shares, a bar a level, beside those of the others."""

    name: str
    shares: Sequence[float]
    number: int  # of the network
    count: int  # of networks
    dark: bool

    def drawn(self) -> Part:
        """The bars, from level 1."""
        hover = _("{name}: %{{customdata}} of level %{{x}}").format(name=escape(self.name))
        return plotly.bars(
            range(1, len(self.shares) + 1),
            list(self.shares),
            {"color": colour_of(self.number, self.dark)},
            name=self.name,
            showlegend=self.count > 1,
            customdata=[*map(percent, self.shares)],
            hovertemplate=plotly.hover(hover),
        )

    def labels(self, least: Sequence[float]) -> list[Part]:
        """The shares above the bars, but no lower than `least`."""
        aside = (self.number - (self.count - 1) / 2) * FILLED / self.count
        font = {"size": 17, "color": ink_of(self.number, self.dark)}
        return [
            plotly.label(place + aside, max(share, low), percent(share), yanchor="bottom", font=font)
            for place, (share, low) in enumerate(zip(self.shares, least, strict=True), 1)
        ]


def levels_alt(found: Mapping[str, Mapping[str, float]], copying: Mapping[str, float]) -> str:
    """The same in words."""
    parts = [
        _("{name}: {value}").format(name=name, value=_shares(shares)) for name, shares in found.items()
    ]
    parts.append(_("copying the last number: {shares}").format(shares=_shares(copying)))
    return _("Share of test programs answered right. {parts}.").format(parts=listed(parts, N_("; ")))


def _shares(shares: Mapping[str, float]) -> str:
    return listed(f"{floor_name(level)} {percent(share)}" for level, share in shares.items())


def _name(token: int) -> str:
    return {END_TOKEN: _("end"), 0: _("start")}.get(token, shown(ANSWERS[token]))


def _level(level: int, digits: int) -> str:
    long = length(level, digits)
    operations = _n("{count} operation", "{count} operations", level).format(count=level)
    digits_of = _n("{count} digit", "{count} digits", long).format(count=long)
    return f"<b>{_('level {level}').format(level=level)}</b><br>{operations}<br>{digits_of}"
