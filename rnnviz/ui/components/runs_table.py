"""The list of all runs as a table whose lines can be chosen, drawn by `static/runs_table.js`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from rnnviz.nn.cells.base import Array
from rnnviz.ui.components.from_browser import whole
from rnnviz.ui.components.static_files import loader

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
NONE = "-"  # a gap in a small picture
MOST_HEIGHTS = 64
_SIGNS = np.frombuffer((DIGITS + NONE).encode(), "S1")


@dataclass(frozen=True)
class TableRow:
    """One line, or the head of a group where it has no word."""

    name: str
    word: str = ""
    about: str = ""
    tags: tuple[str, ...] = ()
    heights: str = ""  # of its small picture, see `heights`
    share: float = 1.0  # how much of its width there is
    leads: bool = False  # whether it can be opened alone, not chosen
    cells: Mapping[str, tuple[str, str]] | None = None  # by the words of the heads: text, and below it


@dataclass(frozen=True)
class TableLook:
    """What a table says beside its lines."""

    label: str
    all: str  # of the box that chooses all lines
    open: str  # of a line's button, with its {name}
    heads: Sequence[tuple[str, str]]  # words and texts, of the small picture and the name first
    sorts: Sequence[str]  # words by which lines can be put in order
    sort: str  # the word of the order, with a - before it where the largest comes first
    most: int  # lines that can be chosen


@dataclass(frozen=True)
class TableHears:
    """Who hears what is done with a table; what the browser says is client input."""

    chosen: Callable[[list[str]], None]
    sort: Callable[[str], None]
    open: Callable[[str], None]


@dataclass
class TableTold:
    """The choices that a session's browser has told of a table."""

    count: int = 0


def heights(values: Array, levels: Collection[float] = ()) -> str:
    """Losses as the heights of a small picture, a digit each: the lowest is 0, of few large ones at the
    beginning the top is cut off; `levels` have room in it, too, so that what has learned nothing looks
    like it."""
    there = np.isfinite(values)
    known = np.sort(values[there])
    if not len(known):
        return ""
    low = min([known[0], *levels])
    high = max([known[int(0.92 * (len(known) - 1))], low, *levels])
    share = np.clip((np.where(there, values, low) - low) / ((high - low) or 1.0), 0.0, 1.0)
    signs = np.where(there, np.rint(share * (len(DIGITS) - 1)), len(DIGITS)).astype(int)
    return _SIGNS[signs[:MOST_HEIGHTS]].tobytes().decode()


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rnnviz_runs_table",
        html='<div class="list" role="grid" aria-multiselectable="true" tabindex="-1"></div>',
        css=(Path(__file__).parent / "runs_table.css").read_text(),
        js=loader("runs_table.js"),
    )


def runs_table(
    rows: Sequence[TableRow],
    chosen: Sequence[str],
    colours: Mapping[str, str],
    look: TableLook,
    told: TableTold,
    hears: TableHears,
    key: str,
) -> None:
    """Show lines, some of them chosen, those that are drawn in their `colours`."""

    def on_chosen() -> None:
        sent = st.session_state[key].get("chosen")
        if not isinstance(sent, list) or len(sent) < 2 or not isinstance(sent[0], list):
            return
        count = whole(sent[1])
        if count is not None and all(isinstance(word, str) for word in sent[0]):
            told.count = count
            hears.chosen(sent[0][: look.most])

    def hear(name: str, heard: Callable[[str], None]) -> Callable[[], None]:
        def on() -> None:
            sent = st.session_state[key].get(name)
            if isinstance(sent, list) and sent and isinstance(sent[0], str):
                heard(sent[0])

        return on

    _component()(
        key=key,
        data={
            "rows": [_sent(row) for row in rows],
            "chosen": list(chosen),
            "colours": dict(colours),
            "count": told.count,
            "label": look.label,
            "all": look.all,
            "open": look.open,
            "heads": [list(one) for one in look.heads],
            "sorts": list(look.sorts),
            "sort": look.sort,
            "most": look.most,
        },
        on_chosen_change=on_chosen,
        on_sort_change=hear("sort", hears.sort),
        on_open_change=hear("open", hears.open),
    )


def _sent(row: TableRow) -> dict[str, Any]:
    return {
        "word": row.word,
        "name": row.name,
        "about": row.about,
        "tags": list(row.tags),
        "spark": row.heights,
        "share": row.share,
        "leads": row.leads,
        "cells": {name: list(of) for name, of in (row.cells or {}).items()},
    }
