"""What each run of a race on Echo still knows of earlier bits, at one moment."""

from rnnviz.experiments.moment import Moment
from rnnviz.figures.training.losses import diverged_note
from rnnviz.figures.training.recall import RunRecall, recall_bars
from rnnviz.figures.training.recall_words import plain_table, recall_in_words, recall_said, recall_title
from rnnviz.text.language import N_
from rnnviz.ui.components.live_piece import LivePiece, figure_piece, html_piece
from rnnviz.ui.training.race_view import RaceView
from rnnviz.ui.training.shown_seed import of_seed

NAME = "recall"  # of the picture, and of its section
SAID = "recalled"
SHARE = 0.84  # of a wall's height: less, and the numbers of four runs lie on each other
PLAIN = "capacity"  # the table of all bits by a single readout
TITLE = N_("Memory capacity: every bit by a single readout (Jaeger 2001)")


def recall_pictures(view: RaceView, moment: Moment) -> dict[str, LivePiece]:
    """The bars of all runs with their sentences, and if it is asked for the table of plain numbers."""
    runs = _runs(view, moment)
    figure = recall_bars(runs, view.asked.dark, recall_title(runs))
    found = {
        NAME: figure_piece(*of_seed(figure, recall_in_words(runs), view), view.asked.look, share=SHARE),
        SAID: html_piece(recall_said(runs)),
    }
    return found | ({PLAIN: html_piece(plain_table(runs))} if view.asked.plain else {})


def _runs(view: RaceView, moment: Moment) -> list[RunRecall]:
    return [
        RunRecall(
            name,
            moment.recall(place),
            moment.recall_before(place),
            moment.lag_reach(place),
            view.experiment.runs[place].readout_only,
            note=diverged_note(state.diverged_at),
        )
        for place, (name, state) in enumerate(zip(view.names, moment.runs, strict=True))
    ]
