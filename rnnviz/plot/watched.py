"""The pictures of the page Watch, of `rnnviz.watch(module)` or of one of its frames."""

from typing import TYPE_CHECKING

from rnnviz.figures.unroll.heat_maps import heat_maps
from rnnviz.figures.unroll.shown_units import shown_units
from rnnviz.figures.watch import entering_matrix, gradient_by_step, moment_words, parameter_norms
from rnnviz.plot.chart import chart
from rnnviz.plot.loop_pictures import top
from rnnviz.plot.readings import place
from rnnviz.text.message import Refusal
from rnnviz.watch.layer_frame import LayerFrame, WatchedFrame
from rnnviz.watch.loop import Watch

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Loop = Watch | WatchedFrame


def loop_gradient(watch: Loop, layer: str = "", row: int | None = None, dark: bool = False) -> "Figure":
    """How the loss reaches every step of a layer (the first, unless one is named) in the newest frame,
    or in the one that is given; `row` is one of the L, that of the output unless another is chosen."""
    found = _layer(watch, layer)
    return chart(gradient_by_step.gradient_by_step(found, _row(found, row), dark), dark)


def loop_states(watch: Loop, layer: str = "", row: int | None = None, dark: bool = False) -> "Figure":
    """Hidden states, cell states and gates of a layer."""
    found = _layer(watch, layer)
    at = _row(found, row)
    named = moment_words.quantities(found, at)
    units = shown_units([named["h"]])
    return chart(heat_maps(named, (), None, dark, moment_words.where(found, at), units), dark)


def loop_matrix(watch: Loop, layer: str = "", direction: int = 0, dark: bool = False) -> "Figure":
    """What the derivative that enters a layer's output at step t sends to its h_k; raises ValueError
    where that is not known."""
    found = _layer(watch, layer)
    title = moment_words.where(found, top(found) + direction)
    matrix = found.matrix(direction)
    return chart(entering_matrix.entering_matrix(matrix, dark, direction, title), dark)


def loop_norms(watch: Watch, dark: bool = False) -> "Figure":
    """The gradient norm of each parameter over the loop's steps, of the frames that are kept."""
    seen = [(frame.step, frame.norms) for frame in watch.frames if frame.norms]
    at, named = [step for step, _norms in seen], [norms for _step, norms in seen]
    return chart(parameter_norms.parameter_norms(at, named, dark), dark)


def _layer(watch: Loop, name: str) -> LayerFrame:
    frame = watch
    if isinstance(watch, Watch):
        if not len(watch.frames):
            raise Refusal("The loop has no frame yet; there is one after its first backward pass.")
        frame = watch.frames[-1]
    assert isinstance(frame, WatchedFrame)
    if name and name not in frame.layers:
        raise Refusal(
            "{layer} is not watched here; watched are {layers}.",
            layer=name,
            layers=list(frame.layers),
        )
    return frame.layers[name or next(iter(frame.layers))]


def _row(layer: LayerFrame, row: int | None) -> int:
    return top(layer) if row is None else place(row, len(layer.hidden), "row")
