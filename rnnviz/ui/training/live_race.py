"""A race as it goes on: its losses, the timeline, and what each page shows of a moment."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from rnnviz.experiments.moment import course
from rnnviz.experiments.row import Row
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.figures.training.mini_batches import legend
from rnnviz.figures.training.row_places import examples
from rnnviz.storage.database import StoreError
from rnnviz.text.allowance import TooMuch
from rnnviz.text.language import N_, _
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.html import caption, notice, tell
from rnnviz.ui.components.live_channels import announce
from rnnviz.ui.components.live_feed import live_feed
from rnnviz.ui.components.live_piece import LivePiece, place
from rnnviz.ui.components.section import box, section
from rnnviz.ui.components.theme import current_appearance
from rnnviz.ui.components.three_sentences import are_shown
from rnnviz.ui.session import presenter_session, sections, streamlit_private
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.recording import flush
from rnnviz.ui.training import race_view
from rnnviz.ui.training.batch_picture import NAME as BATCHES
from rnnviz.ui.training.batch_picture import TITLE
from rnnviz.ui.training.own_pictures import OwnPictures
from rnnviz.ui.training.race_channel import RaceChannel, open_channel
from rnnviz.ui.training.race_view import EMPTY, Asked, Draw, RaceView
from rnnviz.ui.training.steering import ALIVE, Timeline, find
from rnnviz.ui.training.timeline import chosen, go_on_button, timeline
from rnnviz.ui.training.unfolded import unfolded

TOLD = {
    Status.QUEUED: N_("The training waits for its turn."),
    Status.RUNNING: N_("The training runs."),
    Status.PAUSED: N_("The training is paused at {samples} samples."),
    Status.FINISHED: N_("The training has finished at {samples} samples."),
    Status.STOPPED: N_("The training is stopped at {samples} samples."),
    Status.DIED: N_("The training has ended at {samples} samples."),
}
SEEN = "seen"  # the picture that is a sentence, above the losses
TICK = 0.4  # seconds between two frames on a page


@dataclass
class Woken:
    """Whether the browser has asked for another run."""

    asked: bool = False

    def note(self) -> None:
        """It has."""
        self.asked = True

    def take(self) -> bool:
        """Whether it has, since this was asked last."""
        asked, self.asked = self.asked, False
        return asked


@dataclass(frozen=True)
class LiveRace:
    """A race on a page, and what differs from page to page."""

    page: str  # its word
    experiment: Experiment
    store: Store
    row: Row | None  # as the page's script found it
    draw: Draw  # its pictures; the first are the losses
    # those below the timeline: their section, and the names of those beside each other
    rows: Sequence[tuple[str, Sequence[str]]]
    logarithmic: bool
    section: str = "losses"  # that of the losses
    head: str = ""  # over them
    perplexity: bool = False
    opening: bool = False  # whether it is what the page opens with
    below: Callable[[], None] = lambda: None  # draws what stands under the losses
    folds: str = ""  # the key of the field that says whether its mini-batches are unfolded
    own: OwnPictures | None = None  # what this session has drawn of it beside the race's pictures

    @property
    def is_live(self) -> bool:
        """Whether anything may still change. A paused race may be steered from another browser, whether
        or not it has given its core back."""
        return self.row is not None and (
            self.row.status in (*ALIVE, Status.PAUSED) or self.row.worker is not None
        )

    @property
    def tick(self) -> float | None:
        """Seconds after which the script draws it again: only for a lecturer, whose class sees what the
        script draws. All others are sent newer pictures over a socket."""
        return TICK if self.is_live and presenter_session.current() else None

    @property
    def is_fed(self) -> bool:
        """Whether newer pictures come over a socket."""
        return self.is_live and self.tick is None

    @property
    def shows_batches(self) -> bool:
        """Whether its mini-batches are unfolded, or shown alone."""
        return bool(self.folds) and (
            sections.only() == BATCHES or bool(st.session_state.get(self.folds))
        )

    def asked(self, at: int | None) -> Asked:
        """What is shown of it."""
        look, id = current_appearance(), self.row.id if self.row else ""
        return Asked(
            self.page,
            id,
            look.language,
            look.dark,
            look.strong,
            self.logarithmic,
            self.perplexity,
            at,
            self.own.word if self.own else "",
            self.shows_batches,
        )

    def now(self) -> Row | None:
        """The race as it stands; where another one is to be seen or steered, the page runs again."""
        now = find(self.store, self.experiment, self.opening)
        before = self.row
        if (now and (now.id, now.status)) != (before and (before.id, before.status)):
            st.rerun()
        return now

    def view(self, row: Row | None) -> RaceView:
        """The race, as it stands now, at the moment that is chosen; raises StoreError."""
        at = chosen(row, course(self.store, row) if row and row.newest else EMPTY)
        return race_view.look_at(self.store, row, self.experiment, self.asked(at))


def live_race(race: LiveRace) -> None:
    """The losses on their floors, the timeline, and what the runs have learned at the moment that it
    stands at; it goes on by itself."""

    def opener(open_store: Callable[[], Store], query: Mapping[str, str]) -> RaceChannel:
        return open_channel(open_store, {race.page: race.draw}, query)

    announce(race.page, opener)

    @st.fragment(run_every=race.tick)
    def live() -> None:
        try:
            _draw(race)
        except (StoreError, TooMuch) as problem:
            notice(str(problem), to_class=isinstance(problem, StoreError))
            if race.is_fed:  # as soon as there is news it is tried again
                live_feed("live race", race.asked(None).query(), "")
        flush()

    live()


def _draw(race: LiveRace) -> None:
    row = race.now()
    if row is not None and row.message:
        notice(str(row.message), to_class=False)  # Resume is the lecturer's
    stored = course(race.store, row) if row and row.newest else EMPTY
    if row is not None:
        tell(status_sentence(row.status, stored.frames[-1].samples if stored.frames else 0))
    before = page_state(Timeline, row.id).at if row else None
    losses, said = None, st.container()
    if sections.shows(race.section):
        with box(race.section, race.head):
            losses = st.container()  # stands above the slider that says which moment it marks
            at = timeline(row, stored)
    else:
        at = chosen(row, stored)
    view = race_view.look_at(race.store, row, race.experiment, race.asked(at))
    if view.problem:
        with said:
            notice(str(view.problem), to_class=False)
    if view.back and view.moment and row:
        go_on_button(race.store, row, view.moment.frame.number)
    pieces = race_view.pieces(race.draw, view)
    first, *_others = pieces
    if SEEN in pieces and are_shown():
        with said:
            place(SEEN, pieces[SEEN], race.is_fed)
    if losses is not None:
        with losses:
            place(first, pieces[first], race.is_fed)
    race.below()
    for word, names in race.rows:
        there = [(name, pieces[name]) for name in names if name in pieces]
        if word == BATCHES and race.folds and not sections.only():
            section(word, unfolded, race.folds, _(TITLE), _batches, there, race.is_fed)
        elif there:
            section(word, _beside, there, race.is_fed)
        elif sections.only() == word:  # a scene that shows nothing else
            section(word, caption, _("It appears here as soon as there is some training."))
    woken = page_state(Woken)
    if race.is_fed:
        drawn = [*pieces, *(race.own.names if race.own else ())]
        live_feed("live race", view.asked.query(), race_view.state(row, view, drawn), woken.note)
    elsewhere = race.own is not None and streamlit_private.is_fragment_run()
    if elsewhere and (woken.take() or at != before):
        st.rerun()  # what stands elsewhere on the page has to follow


def status_sentence(status: Status, samples: int) -> str:
    """How a training stands, for who hears it."""
    return _(TOLD[status]).format(samples=f"{samples:,}")


def _batches(pieces: Sequence[tuple[str, LivePiece]], fed: bool) -> None:
    """The picture of the mini-batches, what its signs mean, and the offsets that texts show."""
    _beside(pieces, fed)
    caption(legend(), to_class=False)
    caption(examples(), to_class=False)


def _beside(pieces: Sequence[tuple[str, LivePiece]], fed: bool) -> None:
    """Pictures in columns, or a single one."""
    columns = st.columns(len(pieces)) if len(pieces) > 1 else [st.container()] * len(pieces)
    for column, (name, piece) in zip(columns, pieces, strict=True):
        with column:
            place(name, piece, fed)
