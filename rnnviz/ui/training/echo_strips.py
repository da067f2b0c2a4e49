"""The strips of a race on Echo: what every run makes of the typed bits, step by step."""

from collections.abc import Callable, Sequence
from functools import cache, partial

from rnnviz.figures.base.plotly import Part
from rnnviz.figures.training import strip_words
from rnnviz.figures.training.losses import diverged_note
from rnnviz.figures.training.strip_frame import Strip
from rnnviz.figures.training.strip_gradients import strip_gradients
from rnnviz.figures.training.strip_lines import strip_losses, strip_probabilities
from rnnviz.figures.training.strip_states import strip_states
from rnnviz.text.language import _, listed
from rnnviz.ui.components.live_piece import LivePiece, figure_piece
from rnnviz.ui.training.near_pieces import near_pieces
from rnnviz.ui.training.piece_alone import alone
from rnnviz.ui.training.race_view import RaceView
from rnnviz.ui.training.shown_seed import of_seed, seed_of

# by their names, from above: how each is drawn, and its words
DRAWN: dict[str, tuple[Callable[[Sequence[Strip], bool], Part], Callable[[Sequence[Strip]], str]]] = {
    "states": (strip_states, strip_words.states_in_words),
    "probabilities": (strip_probabilities, strip_words.probabilities_in_words),
    "step_losses": (strip_losses, strip_words.losses_in_words),
    "gradients": (strip_gradients, strip_words.gradients_in_words),
}


def echo_strips(view: RaceView) -> dict[str, LivePiece]:
    """All of them at the moment of the view, before its first frame of the networks as they start; a
    sentence in the place of the first where they take more than a page may."""
    return alone("states", lambda: _all_strips(view))


def _all_strips(view: RaceView) -> dict[str, LivePiece]:
    strips = cache(lambda: [_strip(view, place) for place in range(len(view.experiment.runs))])
    drawn: dict[str, LivePiece] = {}
    for name in DRAWN:
        drawn |= near_pieces([name], view, partial(_strip_alone, name, strips, view), of_bits=True)
    return drawn


def _strip_alone(
    name: str, strips: Callable[[], Sequence[Strip]], view: RaceView
) -> dict[str, LivePiece]:
    """One of them; what all are made of fails for all of them, and does not fail here."""
    return alone(name, partial(_one, name, strips(), view))


def _one(name: str, strips: Sequence[Strip], view: RaceView) -> LivePiece:
    draw, words = DRAWN[name]
    figure = draw(strips, view.asked.dark)
    return figure_piece(*of_seed(figure, words(strips), view), view.asked.look)


def _strip(view: RaceView, place: int) -> Strip:
    run, now = view.experiment.runs[place], view.shown.runs[place] if view.shown else None
    note = _("as it starts") if now is None or not now.updates else ""
    diverged = now is not None and now.diverged_at is not None
    if now is not None and diverged:
        note = _("{diverged}, here its last state before that").format(
            diverged=diverged_note(now.diverged_at)
        )
    note = listed(filter(None, (seed_of(view, place), note)))
    return Strip(view.names[place], place, run, view.typed(place), note, diverged)
