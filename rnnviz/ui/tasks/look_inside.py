"""The buttons that open a network of the pages Tasks and Truncate on Unroll and Backpropagate."""

import streamlit as st

from rnnviz.tasks.echo_bits import example
from rnnviz.text.language import _
from rnnviz.ui.components.html import notice
from rnnviz.ui.network import chooser
from rnnviz.ui.network.task_network import NEWLINE
from rnnviz.ui.session import address, sections
from rnnviz.ui.session.pages import BY_WORD
from rnnviz.ui.tasks import played_network
from rnnviz.ui.tasks.panels.base import Inside, Play
from rnnviz.ui.training.controls import names
from rnnviz.ui.training.live_race import LiveRace

CHOSEN = "inside of"  # the key of which run is
PAGES = (BY_WORD["unroll"], BY_WORD["backpropagate"])


def buttons(playing: Play, insides: list[Inside]) -> None:
    """Links to the pages that look into this network, with this input."""
    if playing.word and insides:
        _buttons(playing.word, insides)


def runs(race: LiveRace) -> None:
    """Which run of a race is looked into, and the buttons that do; nothing before there is something to
    see, nor to a class. Raises StoreError."""
    row, state = race.now(), st.session_state
    if row is None or row.newest is None or sections.only():
        return
    named = names(row.experiment)
    if state.get(CHOSEN) not in range(len(named)):
        state[CHOSEN] = 0
    with st.container(gap="small"):
        if len(named) > 1:
            st.segmented_control(
                _("Look inside"),
                range(len(named)),
                required=True,
                key=CHOSEN,
                label_visibility="collapsed",
                format_func=named.__getitem__,
            )
        # what is typed, or the example that stands there instead
        run_buttons(race, state[CHOSEN], race.typed() or example(row.experiment.task))


def run_buttons(race: LiveRace, place: int, text: str = "") -> None:
    """The same for one run of a race as it is at the moment that is shown, with a text to be read;
    raises StoreError."""
    row = race.now()
    if row is None or place >= len(row.experiment.runs):
        return
    if word := played_network.word_at(row, race.view(row), place):
        _buttons(word, [Inside(text)])


def _buttons(word: str, insides: list[Inside]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("Look inside:"), width="content")
        for one in insides:
            for page in PAGES:
                label = _("Open in {page} ({part})") if one.part else _("Open in {page}")
                if st.button(
                    label.format(page=_(page.title), part=_(one.part)),
                    key=f"inside {page.title} {one.part}",
                    type="tertiary",
                ):
                    _go(word, one, page.file)


def _go(word: str, one: Inside, file: str) -> None:
    asked = {"net": f"{word}.{one.part}" if one.part else word}
    boxes = {"text": one.text, "target": one.target, "source": one.source}
    asked |= {name: text.replace("\n", NEWLINE) for name, text in boxes.items()}
    said = address.set_state(chooser.FIELDS, {name: text for name, text in asked.items() if text})
    if said:
        notice(" ".join(said), to_class=False)
        return
    st.switch_page(file)
