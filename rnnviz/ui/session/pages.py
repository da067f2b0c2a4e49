"""The table of pages, from which everything else knows them."""

from dataclasses import dataclass

from rnnviz.lectures import model
from rnnviz.text.language import N_

FIRST = "unroll"  # the page at the server's own address
FED = frozenset({"truncate", "tasks"})  # their pictures go on while their scripts rest
TYPED = frozenset({FIRST, "backpropagate"})  # what is typed there comes over a socket, too
FOLLOW = "follow"  # what pages that follow a run ask for
WATCH = "watch"  # what the page that watches a loop asks for


@dataclass(frozen=True)
class Page:
    """One page as the navigation lists it."""

    word: str  # in scenes, and, but for the first page's, in the address
    title: str
    question: str

    @property
    def file(self) -> str:
        """Its script."""
        return "app.py" if self.word == FIRST else f"pages/{self.word}.py"

    @property
    def in_scenes(self) -> bool:
        """Whether a scene of a lecture may show it."""
        return self.word in model.PAGES


# in the order of a first visit; only pages that exist
PAGES = (
    Page(FIRST, N_("Unroll"), N_("What does the network do with what I type?")),
    Page("backpropagate", N_("Backpropagate"), N_("How does one loss reach each earlier step?")),
    Page("vanish", N_("Vanish & explode"), N_("Why does the signal die or blow up?")),
    Page(
        "truncate",
        N_("Truncate"),
        N_("What can a network learn if gradients are cut after n steps?"),
    ),
    Page("phase", N_("Phase diagram"), N_("Which lag can be learned at which truncation?")),
    Page("tasks", N_("Tasks"), N_("What shapes can sequences take?")),
    Page(WATCH, N_("Watch"), N_("What does my own training loop do?")),
    Page("runs", N_("Runs"), N_("What did we train?")),
    Page("lecture", N_("Lecture"), N_("Show it to a room")),
)
# reached by a link only
UNLISTED = (
    Page("join", N_("Follow"), N_("What does the lecturer show?")),
    Page("notes", N_("Notes"), N_("For who lectures")),
)
BY_WORD = {page.word: page for page in (*PAGES, *UNLISTED)}
BY_FILE = {page.file: page for page in BY_WORD.values()}
BY_TITLE = {page.title: page for page in BY_WORD.values()}


def word_of(file: str) -> str:
    """A page's word, from its file."""
    return BY_FILE[file].word


def file_of(word: str) -> str:
    """The file of a page, from its word."""
    return BY_WORD[word].file
