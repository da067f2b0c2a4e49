"""A report as one file of HTML that needs nothing else: Plotly's script is in it, once.

What its pictures say stands in the file itself, too, for screen readers and for whoever opens it where
no script runs.
"""

import html
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path

from rnnviz.exports.report_pictures import ReportPicture
from rnnviz.figures.base.style import FAINT, FONT, GROUND, INK
from rnnviz.text.language import _, current, in_a_row

LONGEST_TITLE = 200  # letters
FOLDER = Path(__file__).parent


def report_page(
    name: str,
    found: Sequence[str],
    sentences: Sequence[str],
    parts: Sequence[tuple[str, str]],
    pictures: Sequence[ReportPicture],
    moments: Sequence[str],
) -> str:
    """A page whose title is what was `found`, below the name of what it is about; then sentences, the
    pictures, and below them `parts` of HTML with their headings. `moments` are what is said of each
    moment of the timeline."""
    over, title, rest = _headline(name, found)
    sentences = [*rest, *sentences]
    said = "".join(f"<p>{html.escape(one)}</p>" for one in sentences)
    below = "".join(
        f'<h2>{html.escape(head)}</h2><div class="scroll">{part}</div>' for head, part in parts
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(current())}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(name)}</title>\n<style>\n{_look()}</style>\n</head>\n<body>\n<main>\n"
        f"{over}<h1>{html.escape(title)}</h1>\n{said}\n{''.join(map(_place, pictures))}\n{below}\n"
        f"<p>{html.escape(_('Made with rnnviz. This file needs no internet.'))}</p>\n</main>\n"
        f"{_timeline(moments)}\n<script>{_plotly()}</script>\n"
        f"<script>{_script(pictures, moments)}</script>\n</body>\n</html>\n"
    )


def _headline(name: str, found: Sequence[str]) -> tuple[str, str, Sequence[str]]:
    """What stands above the title, the title, and what was found beside it: all, if short."""
    if not found:
        return "", name, ()
    over, whole = f'<p class="over">{html.escape(name)}</p>\n', in_a_row(found)
    return (over, whole, ()) if len(whole) <= LONGEST_TITLE else (over, found[0], found[1:])


def folded(name: str, text: str) -> str:
    """A text as it is, which unfolds by its name."""
    return f"<details><summary>{html.escape(name)}</summary><pre>{html.escape(text)}</pre></details>"


def _place(picture: ReportPicture) -> str:
    words = html.escape(picture.words)
    return (
        f"<figure><h2>{html.escape(picture.title)}</h2>"
        f'<div class="scroll"><div class="chart" role="img" aria-label="{words}" '
        f'style="min-height:{picture.height}px"></div></div>'
        f"<figcaption>{words}</figcaption></figure>\n"
    )


def _timeline(moments: Sequence[str]) -> str:
    """The slider over all moments, which stands at the last one."""
    if len(moments) < 2:
        return ""
    last = len(moments) - 1
    label = html.escape(_("Moment of the training; the arrow keys go through all of them"))
    return (
        '<div class="timeline" role="region" aria-labelledby="whichmoment"><div>'
        f'<label id="whichmoment" for="moment">{label}</label>'
        f'<input id="moment" type="range" min="0" max="{last}" step="1" value="{last}">'
        f'<output for="moment" aria-live="polite">{html.escape(moments[-1])}</output></div></div>'
    )


def _script(pictures: Sequence[ReportPicture], moments: Sequence[str]) -> str:
    found = [asdict(picture) for picture in pictures]
    script = (FOLDER / "report.js").read_text("utf-8")
    return script.replace("= SENTENCES", f"= {_json(list(moments))}").replace(
        "= PICTURES", f"= {_json(found)}"
    )


def _json(value: object) -> str:
    """JSON that stays within its script, whatever it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@cache
def _look() -> str:
    look = (FOLDER / "report.css").read_text("utf-8").replace("FONT", FONT)
    for name, colours in (("INK", INK), ("GROUND", GROUND), ("FAINT", FAINT)):
        look = look.replace(f"LIGHT_{name}", colours[False]).replace(f"DARK_{name}", colours[True])
    return look


@cache
def _plotly() -> str:
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs()).replace("</script", "<\\/script")
