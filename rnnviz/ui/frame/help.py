"""What the "?" in the corner of every page opens: keys, the tour again, a link, Reset, what one should
know."""

from typing import Any

from rnnviz.text.language import N_, _
from rnnviz.ui.session import presenter_session
from rnnviz.ui.session.pages import FIRST, WATCH, Page

Keys = tuple[tuple[str, str], ...]

STEPS: Keys = (
    ("← →", N_("One step back or on")),
    ("Home End", N_("To the first or the last step")),
    (N_("Space"), N_("Walk through the steps, or stop (with the picture in focus)")),
)
ROWS: Keys = (
    ("← →", N_("To the loss of the step before or after")),
    ("Home End", N_("To the first or the last loss")),
)
SLIDER: Keys = (("← →", N_("Move a slider that has the focus")),)
RACE: Keys = (
    *SLIDER,
    ("U", N_("One update of a training that is paused")),
)
TASKS: Keys = (
    *RACE,
    ("← ↑ ↓ →", N_("Move through a picture that you draw")),
    (N_("Space"), N_("Fill or empty its cell")),
)
MAP: Keys = (
    ("← ↑ ↓ →", N_("From cell to cell (with the map in focus)")),
    ("PgUp PgDn", N_("To the map beside it")),
    (N_("Enter"), N_("Look at the runs behind the cell")),
)
LIST: Keys = (
    ("↑ ↓ Home End", N_("From line to line (with a line of the list in focus)")),
    ("← →", N_("To its box, and to what opens it")),
    (N_("Space"), N_("Choose a line of the list (with its box in focus)")),
    (N_("Shift and click"), N_("Choose all lines up to the one before")),
)
OF_PAGES: dict[str, Keys] = {
    FIRST: STEPS,
    "backpropagate": ROWS,
    "vanish": SLIDER,
    "truncate": RACE,
    "phase": MAP,
    "tasks": TASKS,
    WATCH: SLIDER,
    "runs": LIST,
}
ANYWHERE: Keys = (
    ("?", N_("This help, where no box has the focus")),
    ("Esc", N_("Close what is open")),
    ("Tab", N_("To the next control")),
    ("↑ ↓", N_("Through the menu of a picture (with its ⤓ in focus)")),
)
LECTURE: Keys = (
    ("→ PgDn", N_("Next scene")),
    ("← PgUp", N_("Scene before")),
    (N_("Space"), N_("Start or pause what the scene shows")),
    ("B .", N_("Ask the question, then show the answers")),
    ("Esc", N_("Leave the lecture; it can be gone on with")),
)
TO_KNOW = (
    N_("Every number is computed from the network on the screen; nothing is a film."),
    N_("The list on top has all pictures of the page, and opens those that are folded."),
    N_("⤓ beside a picture saves it, or its numbers, to the last digit, as a table (CSV)."),
    N_("The address holds all settings: whoever gets the link sees the same page."),
    N_("Show the code gives the page’s numbers as a script in PyTorch or NumPy, or a notebook."),
    N_("Save… makes files of a training: a report, tables, and a zip that Runs opens elsewhere."),
    N_("Back in the browser undoes what you have set, Forward does it again."),
    N_("What trains goes on when you leave the page, and what was trained is kept."),
)


def data(page: Page) -> dict[str, Any]:
    """What the browser's side is told; HelpData in `static/types.d.ts`."""
    holds = presenter_session.current() is not None
    return {
        "name": _("Help"),
        "open": _("Help (?)"),
        "close": _("Close"),
        "title": _(page.title),
        "question": _(page.question),
        "know": [_(sentence) for sentence in TO_KNOW],
        "keys": [
            [_("Keys of this page"), _rows((*OF_PAGES.get(page.word, ()), *ANYWHERE))],
            [_("Keys of a lecture"), _rows(LECTURE)],
        ],
        "copy": _("Copy link"),
        "copied": _("Copied:"),
        "select": _("Copy it from here:"),
        "reset": _("Reset this page"),
        "resets": _("Everything set here is as at first again; Back undoes it. Trainings are kept."),
        "tour": _("The tour again"),
        "shown": not holds,
        # a lecture's scenes are its own, a follower has set nothing, and the notes' link is secret
        "can": {
            "copy": page.word != "notes",
            "reset": not holds and page.in_scenes,
            "tour": not holds and page.word not in ("join", "notes"),
        },
    }


def _rows(keys: Keys) -> list[list[str]]:
    return [[_(key), _(words)] for key, words in keys]
