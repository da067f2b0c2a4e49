"""What an encoder-decoder answers to a program: the answer character by character, the likeliest whole
answers, and how many programs of each level it gets right. Figures as plain dictionaries in Plotly's
form, and sentences."""

import html
from collections.abc import Mapping
from typing import Any

from rnnviz.figures.base.floor_names import floor_name
from rnnviz.figures.base.html import escape
from rnnviz.figures.base.style import FAINT, INK, NAMED, NORM_SCALE, colour_of, ink_of, layout
from rnnviz.nn.decoding import END_TOKEN
from rnnviz.tasks.execute import ANSWERS, Executed
from rnnviz.tasks.programs import length
from rnnviz.text.language import _, _n

SHOWN = (*range(2, len(ANSWERS)), END_TOKEN)  # from left to right; START is never answered
LEAST = 0.005  # a smaller probability is not written into its cell
FEWEST = 3  # rows that there is room for at least, so that the picture seldom jumps
ROW = 32  # pixels
FILLED = 0.65  # of a level's place by its bars


def percent(share: float) -> str:
    """A probability as a person says it: 0 % and 100 % only where it is exactly that."""
    return f"{_whole(share)} %"


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


def letters(done: Executed, dark: bool) -> dict[str, Any]:
    """The probability of every character at every place of the answer, one row a place, from the first
    that came out to the last; the chosen one is framed, and before each row stands what was chosen and
    whether it is right."""
    chances = done.probabilities[:, SHOWN]
    truth = [*map(ANSWERS.index, done.printed), END_TOKEN]
    rows = list(range(len(done.tokens)))
    names = [_name(token) for token in SHOWN]
    frames, marks = [], []
    for row, token in zip(rows, done.tokens, strict=True):
        if token in SHOWN:
            place = SHOWN.index(int(token))
            frames.append(
                {
                    "type": "rect",
                    "x0": place - 0.5,
                    "x1": place + 0.5,
                    "y0": row - 0.5,
                    "y1": row + 0.5,
                    "line": {"color": NAMED[1], "width": 3},
                }
            )
        good = row < len(truth) and token == truth[row]
        marks.append(f"<b>{_name(int(token))}</b>  {_('✓ right') if good else _('✗ wrong')}")
    wide = max(len(rows), FEWEST)
    axis = {"showgrid": False, "zeroline": False, "ticks": "", "showline": False, "fixedrange": True}
    return {
        "data": [
            {
                "type": "heatmap",
                "z": chances.tolist(),
                "text": [[_whole(p) if p >= LEAST else "" for p in row] for row in chances.tolist()],
                "texttemplate": "%{text}",
                "textfont": {"size": 16},
                "customdata": [
                    [[name, percent(p), row] for name, p in zip(names, line, strict=True)]
                    for row, line in enumerate(chances.tolist(), 1)
                ],
                "hovertemplate": _(
                    "character %{customdata[2]} of the answer is “%{customdata[0]}” "
                    "with a probability of %{customdata[1]}"
                )
                + "<extra></extra>",
                "colorscale": NORM_SCALE,
                "zmin": 0.0,
                "zmax": 1.0,
                "xgap": 2,
                "ygap": 2,
                "showscale": False,
            }
        ],
        "layout": layout(
            _("The answer, top down: probability of each character, in %"),
            dark,
            84 + ROW * wide,
            xaxis=axis
            | {
                "side": "top",
                "tickvals": list(range(len(SHOWN))),
                "ticktext": names,
                "range": [-0.5, len(SHOWN) - 0.5],
                "tickfont": {"size": 17},
                "tickangle": 0,
            },
            yaxis=axis
            | {
                "range": [wide - 0.5, -0.5],
                "tickvals": rows,
                "ticktext": marks,
                "tickfont": {"size": 16},
                "automargin": False,
            },
            shapes=frames,
            margin={"l": 116, "r": 8, "t": 74, "b": 8},
        ),
    }


def letters_alt(done: Executed) -> str:
    """The same in words."""
    picked = (
        _("{token} with {chance}").format(token=_name(int(token)), chance=percent(float(row[token])))
        for token, row in zip(done.tokens, done.probabilities, strict=True)
    )
    return _("{verdict}. Character by character: {picked}.").format(
        verdict=verdict(done), picked=", ".join(picked)
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
            f"<td><span class='share' style='--share:{share:.3f}'>{percent(share)}</span></td>"
            f"<td>{', '.join(marks)}</td></tr>"
        )
    if not rows:
        return f"<p class='caption'>{_('No answer that the beam kept came to its end.')}</p>"
    head = f"<tr><th>{_('answer')}</th><th>{_('probability')}</th><th></th></tr>"
    return f'<table class="runs">{head}{"".join(rows)}</table>'


def levels(
    found: Mapping[str, Mapping[str, float]],
    copying: Mapping[str, float],
    digits: int,
    count: int,
    dark: bool,
) -> dict[str, Any]:
    """For every network by name: the share of each level's `count` test programs that it answers right,
    as bars; across them, what copying the program's last number gets."""
    places = list(range(1, len(copying) + 1))
    data: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = [
        {
            "x": 1,
            "xref": "paper",
            "y": 1.1,
            "xanchor": "right",
            "yanchor": "top",
            "font": {"size": 15},
            "showarrow": False,
            "text": _("dotted: copying the program's last number"),
        }
    ]
    for number, (name, shares) in enumerate(found.items()):
        bars = [shares[level] for level in copying]
        data.append(
            {
                "type": "bar",
                "x": places,
                "y": bars,
                "name": name,
                "showlegend": len(found) > 1,
                "marker": {"color": colour_of(number, dark)},
                "customdata": [*map(percent, bars)],
                "hovertemplate": _("{name}: %{{customdata}} of level %{{x}}").format(name=escape(name))
                + "<extra></extra>",
            }
        )
        aside = (number - (len(found) - 1) / 2) * FILLED / len(found)
        notes += [
            # above the dotted line, which would cross it
            {
                "x": place + aside,
                "y": max(share, least),
                "yanchor": "bottom",
                "showarrow": False,
                "text": percent(share),
                "font": {"size": 17, "color": ink_of(number, dark)},
            }
            for place, share, least in zip(places, bars, copying.values(), strict=True)
        ]
    lines = [
        {
            "type": "line",
            "x0": place - 0.46,
            "x1": place + 0.46,
            "y0": share,
            "y1": share,
            "line": {"color": INK[dark], "width": 2.5, "dash": "dot"},
        }
        for place, share in zip(places, copying.values(), strict=True)
    ]
    return {
        "data": data,
        "layout": layout(
            _("Right to the last character, of {count} unseen programs a level").format(count=count),
            dark,
            310,
            xaxis={
                "tickvals": places,
                "showgrid": False,
                "zeroline": False,
                "ticks": "",
                "range": [0.5, len(places) + 0.5],
                "tickfont": {"size": 15},
                "tickangle": 0,
                "ticktext": [_level(place, digits) for place in places],
            },
            yaxis={
                "range": [0, 1.12],
                "tickformat": ".0%",
                "tickvals": [0, 0.5, 1],
                "zeroline": False,
                "gridcolor": FAINT[dark],
                "title": {"text": _("share right")},
            },
            shapes=lines,
            annotations=notes,
            bargap=1.0 - FILLED,
            legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
            margin={"l": 76, "r": 16, "t": 52, "b": 70},
        ),
    }


def levels_alt(found: Mapping[str, Mapping[str, float]], copying: Mapping[str, float]) -> str:
    """The same in words."""
    parts = [f"{name}: {_shares(shares)}" for name, shares in found.items()]
    parts.append(_("copying the last number: {shares}").format(shares=_shares(copying)))
    return _("Share of test programs answered right. {parts}.").format(parts="; ".join(parts))


def _shares(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{floor_name(level)} {share:.0%}" for level, share in shares.items())


def _whole(share: float) -> str:
    """A probability in whole percent."""
    if 0.0 < share < 0.01:
        return "<1"
    return ">99" if 0.99 < share < 1.0 else f"{100 * share:.0f}"


def _name(token: int) -> str:
    return {END_TOKEN: _("end"), 0: _("start")}.get(token, shown(ANSWERS[token]))


def _level(level: int, digits: int) -> str:
    long = length(level, digits)
    operations = _n("{count} operation", "{count} operations", level).format(count=level)
    digits_of = _n("{count} digit", "{count} digits", long).format(count=long)
    return f"<b>{_('level {level}').format(level=level)}</b><br>{operations}<br>{digits_of}"
