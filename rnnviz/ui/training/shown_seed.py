"""Which of its seeds each run of a race is looked at with: the median one, or one that is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from rnnviz.figures.base.html import escape
from rnnviz.figures.base.plotly import Part
from rnnviz.text.language import _, in_a_row, listed
from rnnviz.training.experiment import MOST_SEEDS, Experiment
from rnnviz.ui.components.html import caption_html
from rnnviz.ui.components.live_piece import LivePiece, html_piece
from rnnviz.ui.components.seeds_box import seed_label
from rnnviz.ui.session import streamlit_private
from rnnviz.ui.session.address_fields import Field, always, choice
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.training.race_view import RaceView

NAME = "seeds"  # of the sentence that says it
MEDIAN = ""  # what the control and an address have for the median one


def seed_field(key: str) -> Field:
    """Which seed, as an address has it: counted from 0, nothing for the median one."""
    return Field("shown", always(MEDIAN), choice((MEDIAN, *map(str, range(MOST_SEEDS)))), key=key)


def asked_seed(text: str) -> int | None:
    """What such a field stands at, None for the median one."""
    return int(text) if text else None


def seed_of(view: RaceView, place: int) -> str:
    """Which seed of a run is its median one, in words; "" where it has one, or another is chosen."""
    if view.experiment.seeds == 1 or view.seed is not None or view.shown is None:
        return ""
    return _("seed {seed}").format(seed=shown_seed(view, place))


def shown_seed(view: RaceView, place: int) -> int:
    """The seed of a run that is shown; before the first frame the first of them."""
    if view.shown is None:
        return view.experiment.seed + (view.seed or 0)
    return view.shown.seed(place)


def of_seed(figure: Part, words: str, view: RaceView) -> tuple[Part, str]:
    """A picture of the runs' networks whose title and words say with which seed each is shown, where
    there are several."""
    if view.experiment.seeds == 1:
        return figure, words
    layout = figure["layout"]
    title = layout["title"]
    said = title | {"text": f"{title['text']} · {escape(_brief(view))}"}
    return figure | {"layout": layout | {"title": said}}, in_a_row((words, sentence(view)))


def _brief(view: RaceView) -> str:
    count = view.experiment.seeds
    if view.seed is None and view.shown is not None:
        return _("median of {count} seeds").format(count=count)
    return _("seed {seed} of {count}").format(seed=shown_seed(view, 0), count=count)


def sentence(view: RaceView) -> str:
    """The same for all runs of a race, which have several."""
    count = view.experiment.seeds
    if view.seed is not None or view.shown is None:
        said = _("The networks in the pictures are those of seed {seed}, one of {count}.")
        return said.format(seed=shown_seed(view, 0), count=count)
    each = [
        _("seed {seed} of {run}").format(seed=shown_seed(view, place), run=name)
        for place, name in enumerate(view.names)
    ]
    said = _("The networks in the pictures are the median of {count} seeds: {seeds}.")
    return said.format(count=count, seeds=listed(each))


def seeds_piece(view: RaceView) -> dict[str, LivePiece]:
    """The same in short, and what the bands are; nothing where the runs have one seed."""
    count = view.experiment.seeds
    if count == 1:
        return {}
    if view.seed is not None or view.shown is None:
        said = _("The pictures show seed {seed}, one of {count}.")
        said = said.format(seed=shown_seed(view, 0), count=count)
    else:
        each = [
            _("seed {seed} of run {run}").format(seed=shown_seed(view, place), run=place + 1)
            for place in range(len(view.experiment.runs))
        ]
        said = _("The pictures show the median of {count} seeds: {seeds}.")
        said = said.format(count=count, seeds=listed(each))
    if view.shown is not None:
        band = _("The bands of the losses hold all seeds, and hatched the middle half of them.")
        said = in_a_row((said, band))
    return {NAME: html_piece(caption_html(said))}


@dataclass
class LastShown:
    """Which seed was shown when the control was drawn last, None before that."""

    word: str | None = None


def choose_seed(experiment: Experiment, key: str) -> None:
    """The control; the page's other pictures follow it, and its address."""
    options = _options(experiment)
    if st.session_state.get(key) not in options:
        st.session_state[key] = MEDIAN
    st.selectbox(
        _("Seed shown"),
        options,
        key=key,
        format_func=lambda word: seed_label(experiment.seed, asked_seed(word)),
        persist_state="session",
        label_visibility="collapsed",
    )
    last, word = page_state(LastShown, key), str(st.session_state[key])
    changed, last.word = last.word not in (None, word), word
    if changed and streamlit_private.is_fragment_run():
        st.rerun()  # the address has to follow, and what stands elsewhere on the page


def _options(experiment: Experiment) -> Sequence[str]:
    return (MEDIAN, *map(str, range(experiment.seeds)))
