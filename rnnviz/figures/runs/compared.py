"""Chosen lines as a table: their losses over their seeds, and the settings in which they differ; as
HTML, as CSV and as Markdown."""

import csv
import html
import io
from collections.abc import Sequence

from rnnviz.catalogue.line import RunLine, differing, written
from rnnviz.figures.base.html import cells, typed, valued
from rnnviz.figures.base.numbers import NO_VALUE
from rnnviz.figures.runs.line_words import about, floor_of, line_name, loss_words, status_words
from rnnviz.figures.runs.setting_words import setting_name, setting_value
from rnnviz.text.language import _

FORMULAS = ("=", "+", "-", "@", "\t")  # what spreadsheets would compute


def compared_table(lines: Sequence[RunLine]) -> str:
    """A row for each line, a column for each setting that differs."""
    others = differing(lines)
    heads = [_("run"), _("loss"), *map(setting_name, others), _("floor"), _("status")]
    rows = [cells([html.escape(head) for head in heads], "th")]
    for at, line in enumerate(lines):
        mean, more = loss_words(line)
        values = [_value(line, name, of[at]) for name, of in others.items()]
        rest = [floor_of(line) or NO_VALUE, " ".join(filter(None, status_words(line)))]
        loss = html.escape(" ".join(filter(None, (mean, more))))
        shown = [typed(line_name(line)), valued(loss, line.losses.mean)]
        rows.append(cells(shown + [html.escape(one) for one in (*values, *rest)]))
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f'<div class="scrolled" tabindex="0"><table class="runs">{body}</table></div>'


def _value(line: RunLine, name: str, value: object) -> str:
    return setting_value(name, line.settings[name]) if name in line.settings else NO_VALUE


def as_csv(lines: Sequence[RunLine]) -> str:
    """The same as CSV, with the numbers in full: the mean of the losses, their deviation, how many."""
    others = differing(lines)
    file = io.StringIO()
    pen = csv.writer(file, lineterminator="\n")
    first = ("name", "about", "loss_mean", "loss_deviation", "n", "diverged", "samples")
    pen.writerow([*first, *others, "floor", "status", "tags"])
    for at, line in enumerate(lines):
        found = line.losses
        known = [repr(one) if one == one else "" for one in (found.mean, found.deviation)]
        values = [written(of[at]) if name in line.settings else "" for name, of in others.items()]
        row = [_plain(line_name(line)), _plain(about(line)), *known, found.count, line.diverged]
        row += [max(entry.samples for entry in line.entries), *map(_plain, values)]
        pen.writerow([*row, line.floor or "", line.first.status, _plain(", ".join(line.tags))])
    return file.getvalue()


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULAS) else text


def as_markdown(lines: Sequence[RunLine]) -> str:
    """The same as a table in Markdown, as it is read."""
    others = differing(lines)
    heads = [_("run"), _("loss"), *map(setting_name, others), _("floor"), _("status")]
    rows = [heads, ["---"] * len(heads)]
    for at, line in enumerate(lines):
        values = [_value(line, name, of[at]) for name, of in others.items()]
        loss = " ".join(filter(None, loss_words(line)))
        state = " ".join(filter(None, status_words(line)))
        rows.append([line_name(line), loss, *values, floor_of(line) or NO_VALUE, state])
    return "".join("| " + " | ".join(map(_cell, row)) + " |\n" for row in rows)


def _cell(text: str) -> str:
    """A text as a cell of Markdown, whatever stands in it."""
    if text == "---":
        return text
    for sign in "\\`*_[]<>|#":
        text = text.replace(sign, "\\" + sign)
    return " ".join(text.split())
