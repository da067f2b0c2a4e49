"""A watched loop in a notebook: its newest moment, drawn in place by a thread of its own."""

import threading
import time
from dataclasses import dataclass, field

from rnnviz.plot.loop_pictures import loop_pictures, loop_sentences
from rnnviz.plot.notebook import NotebookOutput, notebook
from rnnviz.plot.notebook_page import in_words, page, plotly_script
from rnnviz.watch.recorder import LOGGER
from rnnviz.watch.showing import LoopMoment, ShowWish

LEAST = 0.5  # seconds between two pictures
SHARE = 0.1  # of a processor, at most, that drawing takes
LAST = 5.0  # seconds that the end of a loop waits for its last picture


@dataclass(eq=False)
class LiveDisplay:
    """Draws the newest of the moments that it is handed; the loop waits for none of them.

    The thread begins with the first moment after `begin` and ends with `close`. Whatever goes wrong
    while it draws ends the pictures, is logged once, and is nothing to the loop.
    """

    output: NotebookOutput
    wish: ShowWish
    _next: LoopMoment | None = None
    _thread: threading.Thread | None = None
    _news: threading.Event = field(default_factory=threading.Event)
    _over: threading.Event = field(default_factory=threading.Event)

    def begin(self, moment: LoopMoment) -> None:
        """Draw a moment at once: this is where the pictures stand."""
        self._draw(moment)

    def put(self, moment: LoopMoment) -> None:
        """Have a moment drawn, unless a newer one comes first."""
        if self._over.is_set():
            return
        self._next = moment
        self._news.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._draw_on, name="rnnviz show", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Draw what is yet to be drawn, and nothing more."""
        self._over.set()
        self._news.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(LAST)

    def _draw_on(self) -> None:
        while self._next is not None or not self._over.is_set():
            self._news.wait()
            self._news.clear()
            moment, self._next = self._next, None
            if moment is None:
                continue
            began = time.thread_time()
            try:
                self._draw(moment)
            except Exception:
                self._over.set()
                LOGGER.exception("%s is not drawn in this notebook any more.", moment.name)
                return
            self._over.wait(max(LEAST, (time.thread_time() - began) / SHARE))

    def _draw(self, moment: LoopMoment) -> None:
        wish = self.wish
        sentences = loop_sentences(moment, wish.layer)
        pictures = loop_pictures(moment, wish.layer, wish.matrix)
        name = f"rnnviz-{self.output.id}"
        self.output.show(
            {
                "text/html": page(name, sentences, pictures, wish.dark),
                "text/plain": in_words(sentences, pictures),
            }
        )


def draw_in_notebook(wish: ShowWish, moment: LoopMoment) -> LiveDisplay | None:
    """Begin to draw a loop in the cell that runs, None outside of a notebook."""
    publisher = notebook()
    if publisher is None:
        return None
    NotebookOutput(publisher).show({"text/html": plotly_script(), "text/plain": ""})
    made = LiveDisplay(NotebookOutput(publisher), wish)
    made.begin(moment)
    return made
