"""The table of pages: file, title, question, word."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from rnnviz.text.language import N_


@dataclass(frozen=True)
class Page:
    """One page as the navigation lists it."""

    file: str
    title: str
    question: str


# in the order of a first visit; only pages that exist
PAGES = (
    Page("app.py", N_("Unroll"), N_("What does the network do with what I type?")),
    Page(
        "pages/backpropagate.py", N_("Backpropagate"), N_("How does one loss reach each earlier step?")
    ),
    Page("pages/vanish.py", N_("Vanish & explode"), N_("Why does the signal die or blow up?")),
    Page(
        "pages/truncate.py",
        N_("Truncate"),
        N_("What can a network learn if gradients are cut after n steps?"),
    ),
    Page("pages/tasks.py", N_("Tasks"), N_("What shapes can sequences take?")),
    Page("pages/lecture.py", N_("Lecture"), N_("Show it to a room")),
)
# reached by a link only
UNLISTED = (
    Page("pages/join.py", N_("Follow"), N_("What does the lecturer show?")),
    Page("pages/notes.py", N_("Notes"), N_("For who lectures")),
)


def word_of(file: str) -> str:
    """A page's word in scenes, from its file."""
    stem = PurePosixPath(file).stem
    return "unroll" if stem == "app" else stem


def file_of(word: str) -> str:
    """The file of a page, from its word in scenes."""
    return "app.py" if word == "unroll" else f"pages/{word}.py"
