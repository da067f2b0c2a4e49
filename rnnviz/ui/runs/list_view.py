"""The list itself: what it is searched and filtered for, its lines, what a press on one does."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from rnnviz.catalogue.choice import grouped, selectable
from rnnviz.catalogue.entry import floors_of
from rnnviz.catalogue.line import RunLine
from rnnviz.figures.runs.line_words import (
    about,
    floor_of,
    line_name,
    loss_words,
    settings_in_words,
    status_words,
    when,
)
from rnnviz.figures.runs.setting_words import setting_name, written_value
from rnnviz.storage.clock import clock
from rnnviz.text.language import N_, _, _n
from rnnviz.ui.components.runs_table import (
    TableHears,
    TableLook,
    TableRow,
    TableTold,
    heights,
    runs_table,
)
from rnnviz.ui.runs import run_fields
from rnnviz.ui.runs.line_links import open_line
from rnnviz.ui.runs.run_fields import KEY, MOST_DRAWN, MOST_LETTERS
from rnnviz.ui.runs.run_list import RunList
from rnnviz.ui.session.page_state import page_state

TABLE = "runs table"
HEADS = (
    ("spark", N_("course")),
    ("name", N_("run")),
    ("settings", N_("settings that differ")),
    ("loss", N_("loss")),
    ("floor", N_("floor reached")),
    ("status", N_("status")),
    ("when", N_("when")),
    ("open", N_("open")),
)
SORTABLE = ("name", "loss", "status", "when")


def narrowing(found: RunList) -> None:
    """What the list is searched for, filtered and grouped by."""
    every = found.every
    names = list(every.names)
    conditions = {f"{name}={value}": line for (name, value), line in every.options.items()}
    chosen = [one for one in run_fields.get("where") if one not in conditions]
    group = run_fields.get("group")
    if group and group not in names:
        names.append(group)
    one, two, three = st.columns((3, 5, 2))
    one.text_input(
        _("Search"),
        key=KEY + "search",
        max_chars=MOST_LETTERS,
        live="200ms",
        placeholder=_("a name, a tag, a setting"),
        label_visibility="collapsed",
    )
    two.multiselect(
        _("Filter"),
        [*conditions, *chosen],
        key=KEY + "where",
        format_func=lambda text: condition_words(text, conditions.get(text)),
        placeholder=_("Filter by any setting"),
        label_visibility="collapsed",
    )
    three.selectbox(
        _("Group"),
        ["", *names],
        key=KEY + "group",
        format_func=lambda name: (
            _("by {setting}").format(setting=setting_name(name)) if name else _("Not grouped")
        ),
        label_visibility="collapsed",
    )


def condition_words(text: str, line: RunLine | None) -> str:
    """A condition as it is read, by a line of which it is true: a setting and its value."""
    name, _sign, value = text.partition("=")
    said = written_value(name, value, [] if line is None else [line])
    return _("{name}: {value}").format(name=setting_name(name), value=said)


def list_view(found: RunList, colours: Mapping[str, str]) -> None:
    """The lines, those that are drawn in their `colours`."""
    narrowing(found)
    told = page_state(TableTold)
    chosen = [line.word for line in found.chosen]
    look = TableLook(
        label=_("All runs"),
        all=_("Choose all lines"),
        open=_("Open {name}"),
        heads=[(word, _head(found, word, text)) for word, text in HEADS],
        sorts=SORTABLE,
        sort=str(run_fields.get("sort")),
        most=MOST_DRAWN,
    )
    hears = TableHears(choose, sort_by, ask_open)
    runs_table(rows(found), chosen, colours, look, told, hears, TABLE)


def _head(found: RunList, word: str, text: str) -> str:
    """What stands above a column; above the names how many there are."""
    if word != "name":
        return _(text) if text else ""
    return _("{head} ({count})").format(head=_(text), count=count_words(found))


def count_words(found: RunList) -> str:
    """How many lines there are, and how many of them are shown."""
    every, shown = len(found.lines), len(found.shown)
    if shown == every:
        return f"{every:,}"
    return _("{shown} of {count}").format(shown=f"{shown:,}", count=f"{every:,}")


def chosen_words(found: RunList) -> str:
    """How many lines are chosen."""
    count = len(found.chosen)
    said = _n("{count} chosen", "{count} chosen", count).format(count=count)
    if count < MOST_DRAWN:
        return said
    return _("{said}: no more are drawn at once").format(said=said)


def rows(found: RunList) -> list[TableRow]:
    """What the table shows, with the heads of its groups."""
    words, now = settings_in_words(found.shown), clock.now()
    group = found.wish.group
    made: list[TableRow] = []
    for value, of in grouped(found.shown, group):
        if group:
            made.append(_group_row(group, value, of))
        made += [_row(line, words, now, found) for line in of]
    return made


def _group_row(group: str, value: str | None, of: list[RunLine]) -> TableRow:
    if value is None:
        name = _("without {setting}").format(setting=setting_name(group))
    else:
        said = written_value(group, value, of)
        name = _("{name}: {value}").format(name=setting_name(group), value=said)
    count = _n("{count} line", "{count} lines", len(of)).format(count=len(of))
    return TableRow(name, about=count)


def _row(line: RunLine, words: Mapping[str, str], now: float, found: RunList) -> TableRow:
    parts = [about(line)]
    if line.first.id in found.came_along:
        parts.append(_("came along"))
    elif not found.is_own(line):
        parts.append(_("somebody else’s"))
    return TableRow(
        line_name(line),
        line.word,
        " · ".join(parts),
        line.tags,
        heights(line.course[1], floors_of(line.first.task).values()),
        min(line.share_done, 1.0),
        not selectable(line),
        {
            "settings": (words.get(line.word, ""), ""),
            "loss": loss_words(line),
            "floor": (floor_of(line), ""),
            "status": status_words(line),
            "when": (when(line.first.created, now) if line.first.created else "", ""),
        },
    )


# -- what is heard -----------------------------------------------------------------------------------


def choose(words: list[str]) -> None:
    """Draw these lines; what is no word of one is passed over."""
    good = [word for word in words if run_fields.WORD.fullmatch(word)]
    run_fields.set_to("runs", list(dict.fromkeys(good))[:MOST_DRAWN])


def sort_by(name: str) -> None:
    """Have the lines in this order; once more, the other way round."""
    now = str(run_fields.get("sort"))
    if name not in SORTABLE:
        return
    first = name if name in ("name", "loss") else f"-{name}"
    second = f"-{name}" if first == name else name
    run_fields.set_to("sort", second if now == first else first)


@dataclass
class AskedLine:
    """Which line is to be opened."""

    word: str = ""


def ask_open(word: str) -> None:
    """Open a line when the page is run next: a callback cannot leave it."""
    page_state(AskedLine).word = word


def leave(found: RunList) -> None:
    """Go where a line was asked to be opened."""
    asked = page_state(AskedLine)
    word, asked.word = asked.word, ""
    line = found.line(word) if word else None
    if line is not None:
        open_line(line)
