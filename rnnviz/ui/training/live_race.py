"""A race as it goes on: its losses, the timeline, and what each page shows of a moment."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from rnnviz.experiments.moment import Frames, course
from rnnviz.experiments.row import Row
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Course, Store
from rnnviz.figures.training.mini_batches import legend
from rnnviz.figures.training.row_places import examples
from rnnviz.storage.database import StoreError
from rnnviz.text.allowance import TooMuch
from rnnviz.text.language import N_, _
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.at_length import at_length_if_ever
from rnnviz.ui.components.html import caption, notice, tell
from rnnviz.ui.components.live_channels import announce
from rnnviz.ui.components.live_feed import AT_ONCE, TypedBoxes, live_feed, rest
from rnnviz.ui.components.live_piece import LivePiece, place
from rnnviz.ui.components.section import box, section
from rnnviz.ui.components.theme import current_appearance
from rnnviz.ui.components.three_sentences import are_shown
from rnnviz.ui.session import presenter_session, sections, streamlit_private
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.recorded_races import RecordedRace
from rnnviz.ui.session.recording import flush
from rnnviz.ui.training import exact_training, race_view, recall_picture, shown_seed
from rnnviz.ui.training.batch_picture import NAME as BATCHES
from rnnviz.ui.training.batch_picture import TITLE
from rnnviz.ui.training.own_pictures import OwnPictures
from rnnviz.ui.training.race_channel import RaceChannel, open_channel
from rnnviz.ui.training.race_view import EMPTY, Asked, Draw, RaceView
from rnnviz.ui.training.recall_picture import NAME as RECALL
from rnnviz.ui.training.recall_picture import PLAIN
from rnnviz.ui.training.shown_seed import asked_seed, choose_seed
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
    inside: Callable[[], None] = lambda: None  # likewise what leads into a run, under the first strips
    folds: str = ""  # the key of the field that says whether its mini-batches are unfolded
    nearest: Sequence[tuple[str, Sequence[str]]] = ()  # likewise, straight below the losses
    stacked: Sequence[str] = ()  # sections whose pictures stand under each other
    # draws the box for what the nearest are about, in which typing is to rest so long
    typing: Callable[[str], None] | None = None
    typed: Callable[[], str] = lambda: ""  # what stands in it
    plain: str = ""  # the key of the field that says whether the table of capacities is unfolded
    recorded: RecordedRace | None = None  # what is drawn, where that came along
    boxes: Sequence[str] = ()  # the key of the box
    seed: str = ""  # the key of the field that says which of its seeds each run is shown with
    own: OwnPictures | None = None  # what this session has drawn of it beside the race's pictures

    @property
    def frames(self) -> Frames:
        """What keeps its frames."""
        return self.recorded or self.store

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
        """Whether newer pictures come over a socket: as training goes on, or as one types."""
        if self.row is None or presenter_session.current():
            return False
        return self.is_live or bool(self.boxes)

    @property
    def typed_boxes(self) -> TypedBoxes | None:
        """What stands in the box as the script finds it."""
        texts = {key: str(st.session_state.get(key, "")) for key in self.boxes}
        return TypedBoxes(self.page, texts) if texts else None

    @property
    def text(self) -> int | None:
        """Its checksum."""
        return boxes.checksum if (boxes := self.typed_boxes) else None

    @property
    def typing_rests(self) -> str:
        """How long typing rests before the script hears of it."""
        return rest(self.page) if self.is_fed else AT_ONCE

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
            self.typed(),
            bool(self.plain and st.session_state.get(self.plain)),
            exact=bool(id) and id == exact_training.named(),
            seed=asked_seed(str(st.session_state.get(self.seed, ""))) if self.seed else None,
        )

    def now(self) -> Row | None:
        """The race as it stands; where another one is to be seen or steered, the page runs again."""
        now = find(self.store, self.experiment, self.opening)
        if self.recorded and now is None:
            return self.row
        before = self.row
        if (now and (now.id, now.status)) != (before and (before.id, before.status)):
            st.rerun()
        return now

    def view(self, row: Row | None) -> RaceView:
        """The race, as it stands now, at the moment that is chosen; raises StoreError."""
        at = chosen(row, course(self.frames, row) if row and row.newest else EMPTY)
        return race_view.look_at(self.frames, row, self.experiment, self.asked(at))


def live_race(race: LiveRace) -> None:
    """The losses on their floors, the timeline, and what the runs have learned at the moment that it
    stands at; it goes on by itself."""

    def opener(open_store: Callable[[], Store], query: Mapping[str, str]) -> RaceChannel:
        return open_channel(open_store, {race.page: race.draw}, query)

    announce(race.page, opener)

    @st.fragment(run_every=race.tick)
    def live() -> None:
        try:
            with at_length_if_ever(reserved=True):
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
    stored = course(race.frames, row) if row and row.newest else EMPTY
    if row is not None and race.recorded is None:
        tell(status_sentence(row.status, stored.frames[-1].samples if stored.frames else 0))
    before = page_state(Timeline, row.id).at if row else None
    losses, said = None, st.container()
    if sections.shows(race.section):
        with box(race.section, race.head):
            losses = st.container()  # stands above the slider that says which moment it marks
            at = _controls(race, row, stored)
    else:
        if race.typing and sections.only() == race.nearest[0][0]:
            race.typing(race.typing_rests)
        at = chosen(row, stored)
    view = race_view.look_at(race.frames, row, race.experiment, race.asked(at))
    if view.problem:
        with said:
            notice(str(view.problem), to_class=False)
    if view.back and view.moment and row:
        go_on_button(race.store, row, view.moment.frame.number)
    pieces = race_view.pieces(race.draw, view)
    first, *_others = pieces
    if SEEN in pieces and are_shown():
        with said:
            place(SEEN, pieces[SEEN], race.is_fed, race.text)
    if losses is not None:
        with losses:
            place(first, pieces[first], race.is_fed, race.text)
    _seeds(race, pieces)
    _rows(race, pieces, race.nearest)
    race.below()
    _rows(race, pieces, race.rows)
    woken = page_state(Woken)
    if race.is_fed:
        drawn = [*race_view.kinds(pieces), *(race.own.names if race.own else ())]
        state = race_view.state(row, view, drawn)
        live_feed("live race", view.asked.query(), state, woken.note, race.typed_boxes)
    elsewhere = race.own is not None and streamlit_private.is_fragment_run()
    if elsewhere and (woken.take() or at != before):
        st.rerun()  # what stands elsewhere on the page has to follow


def _controls(race: LiveRace, row: Row | None, stored: Course) -> int | None:
    """The slider and, beside it, the box for what is typed; returns what `timeline` does."""
    if race.typing is None or not sections.shows(race.nearest[0][0]):
        return timeline(row, stored)
    with st.container(key="beside-losses"):
        # before there is a slider, too: a box that is placed elsewhere loses what is being typed
        beside, slider = st.columns([2, 1], vertical_alignment="center")
        with beside:
            race.typing(race.typing_rests)
        with slider:
            return timeline(row, stored)


def _seeds(race: LiveRace, pieces: Mapping[str, LivePiece]) -> None:
    """Of several seeds, which the pictures below show, and the choice of another."""
    if race.experiment.seeds == 1 or not race.seed or sections.only():
        return
    with st.container(key="seeds-shown"):
        choice, said = st.columns([1, 4], vertical_alignment="center")
        with choice:
            choose_seed(race.experiment, race.seed)
        with said:
            place(shown_seed.NAME, pieces[shown_seed.NAME], race.is_fed, race.text)


def _rows(
    race: LiveRace, pieces: Mapping[str, LivePiece], rows: Sequence[tuple[str, Sequence[str]]]
) -> None:
    """Sections of pictures, those of one beside each other, or under each other."""
    for word, names in rows:
        there = [(name, pieces[name]) for name in names if name in pieces]
        if word == BATCHES and race.folds and not sections.only():
            section(word, unfolded, race.folds, _(TITLE), _batches, there, race.is_fed, race.text)
        elif there and word == RECALL and race.plain:
            section(word, _recall, race, there, pieces)
        elif there:
            draw = partial(_under, after=race.inside) if word in race.stacked else _beside
            section(word, draw, there, race.is_fed, race.text)
        elif sections.only() == word:  # a scene that shows nothing else
            section(word, caption, _("It appears here as soon as there is some training."))


def status_sentence(status: Status, samples: int) -> str:
    """How a training stands, for who hears it."""
    return _(TOLD[status]).format(samples=f"{samples:,}")


def _batches(pieces: Sequence[tuple[str, LivePiece]], fed: bool, text: int | None = None) -> None:
    """The picture of the mini-batches, what its signs mean, and the offsets that texts show."""
    _beside(pieces, fed, text)
    caption(legend(), to_class=False)
    caption(examples(), to_class=False)


def _under(
    pieces: Sequence[tuple[str, LivePiece]],
    fed: bool,
    text: int | None = None,
    after: Callable[[], None] = lambda: None,
) -> None:
    """Pictures under each other, and what is drawn `after` the first."""
    for number, (name, piece) in enumerate(pieces):
        place(name, piece, fed, text)
        if not number:
            with st.container():  # a place of its own, or what follows would be made anew when it comes
                after()


def _recall(
    race: LiveRace, there: Sequence[tuple[str, LivePiece]], pieces: Mapping[str, LivePiece]
) -> None:
    """The bars with their sentences under them, and on demand the plain numbers."""
    for one in there:
        _beside([one], race.is_fed, race.text)
    plain = [(PLAIN, pieces[PLAIN])] if PLAIN in pieces else []
    unfolded(race.plain, _(recall_picture.TITLE), _beside, plain, race.is_fed, race.text)


def _beside(pieces: Sequence[tuple[str, LivePiece]], fed: bool, text: int | None = None) -> None:
    """Pictures in columns, or a single one."""
    columns = st.columns(len(pieces)) if len(pieces) > 1 else [st.container()] * len(pieces)
    for column, (name, piece) in zip(columns, pieces, strict=True):
        with column:
            place(name, piece, fed, text)
