"""What a run has printed, line by line, as the program prints it that the run is taken from. HTML."""

import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from rnnviz.figures.base import numbers
from rnnviz.figures.base.html import cell, cells, judged, typed, valued
from rnnviz.text.language import N_, _, _n

Line = Mapping[str, Any]
# what a line says, cell by cell, and of so many updates an epoch, None where there are none
Row = Callable[[Line, float | None], list[str]]


def run_log(
    name: str, task: str, lines: Sequence[Line], every: int, per_epoch: float | None = None
) -> str:
    """The log of the run of that name on a task, the newest line first; nothing if it has none."""
    if not lines:
        return ""
    heads, row, is_table = _COLUMNS[task]
    heads = tuple(_("epoch") if one == COUNTED and per_epoch else _(one) for one in heads)
    said = html.escape(
        _n(
            "Log of {name}, a line every update, the newest first",
            "Log of {name}, a line every {every} updates, the newest first",
            every,
        ).format(name=name, every=f"{every:,}")
    )
    rows = [row(line, per_epoch) for line in reversed(lines)]
    body = _table(heads, rows) if is_table else _entries(heads, rows)
    return (
        f'<div class="log" tabindex="0" role="region" aria-label="{said}">'
        f"<p><b>{said}</b></p>{body}</div>"
    )


def _table(heads: Sequence[str], rows: Sequence[list[str]]) -> str:
    head = cells([html.escape(one) for one in heads], "th")
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{cells(row)}</tr>' for row in rows)}</table>"


def _entries(heads: Sequence[str], rows: Sequence[list[str]]) -> str:
    """What would be too wide for a table: each line as several, one below the other."""
    return "".join(
        "<dl>"
        + "".join(f"<dt>{html.escape(h)}</dt>{cell(c, 'dd')}" for h, c in zip(heads, row, strict=True))
        + "</dl>"
        for row in rows
    )


def _counted(line: Line, per_epoch: float | None) -> str:
    """How many epochs, or updates, have been made."""
    made = line["update"] + 1
    return valued(
        numbers.given(made / per_epoch) if per_epoch else f"{made:,}", made / (per_epoch or 1)
    )


def _sum(line: Line) -> str:
    return html.escape(f"{line['first']} + {line['second']} = {line['sum']}")


def _right(line: Line) -> bool:
    return bool(line["first"] + line["second"] == line["sum"])


def _of_addition(line: Line, per_epoch: float | None) -> list[str]:
    mark = "✓" if _right(line) else "✗"
    return [
        valued(f"{line['update']:,}", line["update"]),
        valued(numbers.loss(line["error"], 8), line["error"]),
        _listed(line["predicted"]),
        _listed(line["true"]),
        f"{_sum(line)} {judged(_right(line), mark)}",
    ]


def _listed(found: Sequence[int]) -> str:
    return f"<code>[{html.escape(' '.join(map(str, found)))}]</code>"


def _of_words(line: Line, per_epoch: float | None) -> list[str]:
    return [
        _counted(line, per_epoch),
        valued(numbers.loss(line["mean"], 4), line["mean"]),
        _perplexity(line),
    ]


def _perplexity(line: Line) -> str:
    perplexity = float(np.exp(line["mean"]))
    return valued(numbers.loss(perplexity, 2), perplexity)


def _of_characters(line: Line, per_epoch: float | None) -> list[str]:
    return [
        valued(f"{line['update']:,}", line["update"]),
        valued(numbers.loss(line["loss"], 4), line["loss"]),
        valued(numbers.loss(line["smooth"], 4), line["smooth"]),
        f"<pre>{html.escape(line['sample'])}</pre>",
    ]


def _of_hello(line: Line, per_epoch: float | None) -> list[str]:
    return [
        valued(f"{line['update'] + 1:,}", line["update"] + 1),
        valued(numbers.loss(line["loss"]), line["loss"]),
        _listed(line["ids"]),
        typed(line["answer"]),
    ]


def _of_translate(line: Line, per_epoch: float | None) -> list[str]:
    said = ", ".join(f"{typed(word)} → {typed(answer)}" for word, answer in line.get("answers", ()))
    return [_counted(line, per_epoch), valued(numbers.loss(line["loss"], 6), line["loss"]), said]


def _of_echo(line: Line, per_epoch: float | None) -> list[str]:
    right = numbers.tenths_percent(line["right"])
    return [
        _counted(line, per_epoch),
        valued(numbers.loss(line["mean"], 4), line["mean"]),
        valued(html.escape(right), line["right"]),
    ]


COUNTED = N_("updates made")  # or epochs, where there are some
_COLUMNS: dict[str, tuple[tuple[str, ...], Row, bool]] = {
    "addition": (
        (N_("update"), N_("error"), N_("prediction"), N_("truth"), N_("the sum")),
        _of_addition,
        False,
    ),
    "words": ((COUNTED, N_("loss (nats)"), N_("perplexity")), _of_words, True),
    "characters": (
        (N_("update"), N_("loss"), N_("smoothed loss"), N_("sample")),
        _of_characters,
        False,
    ),
    "translate": ((COUNTED, N_("cost (nats)"), N_("answers")), _of_translate, False),
    "hello": ((N_("update"), N_("loss (nats)"), N_("ids"), N_("its answer")), _of_hello, True),
    "echo": ((COUNTED, N_("mean loss (nats)"), N_("right, last update")), _of_echo, True),
}
