"""A watched loop as a report: one file of HTML, with a timeline over moments that were kept."""

from collections.abc import Sequence

from rnnviz.exports.report_page import report_page
from rnnviz.exports.report_pictures import ReportDrawing, ReportPicture, report_picture
from rnnviz.figures.watch.moment_words import doubts, seen_sentences
from rnnviz.plot.loop_pictures import WordedFigure, loop_pictures, top
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.text.allowance import at_each
from rnnviz.text.language import _
from rnnviz.text.message import Refusal
from rnnviz.watch.layer_frame import WatchedFrame
from rnnviz.watch.loop_store import LoopHead, LoopStore
from rnnviz.watch.packed_frame import unpack
from rnnviz.watch.showing import LoopMoment

MOST_MOMENTS = 20  # of a report, evenly spread


def loop_report(loops: LoopStore, id: str, layer: str = "") -> str:
    """What was seen of a loop, of one of its layers or the first, as a page of HTML that needs nothing
    else, in the reader's language. Raises Refusal where nothing was seen yet, and StoreError."""
    loop = loops.loop(id)
    frames = _frames(loops, id)
    if not frames:
        raise Refusal("Of the loop {name} there is nothing to be seen yet.", name=loop.name)
    shown = [
        LoopMoment(loop.name, frames[: place + 1], loop.message, ended=True)
        for place in range(len(frames))
    ]
    drawn = [loop_pictures(one, layer) for one in at_each(shown)]
    found = shown[-1].layer(layer)
    said = seen_sentences(loop.message, found, top(found)) + doubts(found) if found else []
    return report_page(
        _("The watched loop {name}").format(name=loop.name),
        said,
        [],
        [],
        [_picture(of) for of in zip(*drawn, strict=True)],
        [_("Step {step}").format(step=f"{frame.step:,}") for frame in frames],
    )


def _picture(worded: Sequence[WordedFigure]) -> ReportPicture:
    return report_picture([ReportDrawing(one.light, one.dark, one.words) for one in worded])


def _frames(loops: LoopStore, id: str) -> list[WatchedFrame]:
    """Some of the frames, the oldest first; without what is damaged, or was thinned out meanwhile."""
    found = []
    for head in at_each(_even(loops.heads(id))):
        try:
            found.append(unpack(loops.frame(id, head.number).packed))
        except StoreError as problem:
            if problem.kind not in (ErrorKind.DAMAGED, ErrorKind.MISSING):
                raise
    return found


def _even(heads: Sequence[LoopHead]) -> list[LoopHead]:
    if len(heads) <= MOST_MOMENTS:
        return list(heads)
    last = len(heads) - 1
    return [heads[round(last * place / (MOST_MOMENTS - 1))] for place in range(MOST_MOMENTS)]
