"""The list as it goes on: while something on it is trained, it is looked at again every few seconds."""

import streamlit as st

from rnnviz.catalogue.entry import task_text
from rnnviz.figures.base import numbers
from rnnviz.figures.runs.line_words import floor_of, is_alive, line_name, loss_words
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.ui.components.html import notice
from rnnviz.ui.components.section import section
from rnnviz.ui.components.three_sentences import explain
from rnnviz.ui.runs import list_view, overlay_view, run_fields
from rnnviz.ui.runs.bring_curve import bring_curve, choose_what_came
from rnnviz.ui.runs.compared_view import compared_view
from rnnviz.ui.runs.line_actions import line_actions
from rnnviz.ui.runs.run_list import RunList, run_list
from rnnviz.ui.session import address, presenter_session
from rnnviz.ui.session.recording import flush

TICK = 3.0  # seconds between two looks at what goes on


def live_list() -> None:
    """All of the page but its sidebar."""
    alive = _is_alive()

    @st.fragment(run_every=TICK if alive else None)
    def live() -> None:
        address.mend(run_fields.FIELDS)
        choose_what_came()
        try:
            found = run_list()
            list_view.leave(found)
            _draw(found)
            if any(map(is_alive, found.lines)) != alive:
                st.rerun()  # with or without the clock
        except StoreError as problem:
            notice(str(problem), to_class=False)
        address.write_address(run_fields.FIELDS)
        flush()

    live()


def _is_alive() -> bool:
    try:
        return any(map(is_alive, run_list().lines))
    except StoreError:  # the page says it
        return False


def _draw(found: RunList) -> None:
    explain(
        _(
            "All that you have trained, watched or brought; runs that differ in their seed alone are "
            "one line."
        ),
        _("Choose lines to see them on one chart; with a baseline, what they differ by from it."),
        seen(found),
        ("floor", "nats", "samples"),
    )
    if presenter_session.current() is None:
        section("list", _list, found)
    section("chart", overlay_view.overlay_view, found)
    section("settings", compared_view, found)
    section("bring", bring_curve, found)


def _list(found: RunList) -> None:
    list_view.list_view(found, overlay_view.colours(found))
    line_actions(found)


def seen(found: RunList) -> list[str]:
    """Which of the drawn lines has come lowest, where they have one task."""
    lines = [line for line in found.drawn if line.losses.count]
    if len({task_text(line.first.task) for line in lines}) != 1 or len(lines) < 2:
        return []
    best = min(lines, key=lambda line: line.losses.mean)
    loss, more = loss_words(best)
    fields = {
        "count": len(lines),
        "name": numbers.shortened(line_name(best), 60),
        "loss": " ".join(filter(None, (loss, more))),
    }
    if floor := floor_of(best):
        said = _("Lowest of {count}: {name} at {loss}; it has reached the floor “{floor}”.")
        return [said.format(floor=floor, **fields)]
    return [_("Lowest of {count}: {name} at {loss}.").format(**fields)]
