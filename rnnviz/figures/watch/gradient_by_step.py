"""How a loop's loss reaches each step of a layer: through the recurrence, and what its output alone
shows."""

from collections.abc import Iterable

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import exactly
from rnnviz.figures.base.numbers import power
from rnnviz.figures.base.plotly import Part, line_end, pen
from rnnviz.figures.base.style import DASHES, colour_of
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _
from rnnviz.watch.layer_frame import LayerFrame

HEIGHT, TOP, BOTTOM = 330, 48, 52  # pixels
LOWEST = 1e-300  # what a log axis takes for nothing


def norms_of(layer: LayerFrame, row: int) -> dict[str, Array]:
    """`(T,)` each, by what it is: the norms of dL/dh_t and dL/dc_t of one of the L rows, and of what
    arrives at the output alone, which is all that `retain_grad` on it shows."""
    found = {}
    if layer.gradient is not None:
        found["h"] = layer.gradient[row]
    if layer.memory_gradient is not None:
        found["c"] = layer.memory_gradient[row]
    if layer.by_output is not None and row >= len(layer.hidden) - layer.directions:
        size, direction = layer.hidden.shape[2], row % layer.directions
        own = layer.by_output[:, direction * size : (direction + 1) * size]
        found["output"] = np.linalg.norm(own, axis=1)
    return found


def gradient_by_step(layer: LayerFrame, row: int, dark: bool) -> Part:
    """Norm against time step, on a log axis, named at the ends of the lines."""
    found = norms_of(layer, row)
    lines, ends = [], []
    for place, (name, norms) in enumerate(found.items()):
        colour = colour_of(place, dark)
        known = np.where(np.isfinite(norms) & (norms > LOWEST), norms, np.nan)
        lines.append(
            exactly(
                plotly.line(
                    range(1, len(norms) + 1),
                    plotly.sent(known),
                    pen(colour, 3.0 if name == "h" else 2.0, DASHES[place]),
                    name=label_of(name),
                    mode="lines+markers" if len(norms) <= 60 else "lines",
                    hovertemplate=plotly.hover(
                        _("step %{{x}}: {what} is %{{y:digits}}").format(what=label_of(name))
                    ),
                ),
                y=norms,
            )
        )
        at = np.flatnonzero(np.isfinite(known))
        if at.size:
            ends.append((float(np.log10(known[at[-1]])), label_of(name), colour))
    title, scale = gradient_title(layer, row), decades(found.values())
    notes = [
        line_end(layer.steps, y, text, colour, dark, name="end") for y, text, colour in ends
    ]  # below each other, wherever the lines end
    low, high = scale["range"]
    return plotly.figure(
        lines,
        title,
        dark,
        HEIGHT,
        xaxis=plotly.axis(_("time step t"), range=[0.5, max(layer.steps, 1) + 0.5]),
        yaxis=scale,
        annotations=plotly.within(notes, (HEIGHT - TOP - BOTTOM) / (high - low), low, high)
        or [plotly.instead(title)],
        meta={"listed": True},
        margin={"l": 76, "r": 190, "t": TOP, "b": BOTTOM},
    )


def decades(norms: Iterable[Array]) -> Part:
    """A log axis over the whole powers of ten that hold all norms above 0."""
    known = [found[np.isfinite(found) & (found > LOWEST)] for found in norms]
    logs = np.log10(np.concatenate([np.ones(0), *known]))
    low, high = (np.floor(logs.min()), np.ceil(logs.max())) if logs.size else (0.0, 1.0)
    high = max(high, low + 1.0)
    each = max(1.0, np.ceil((high - low) / 6.0))
    title = _("norm of the gradient (log scale)")
    return plotly.log_axis(title, float(low), float(high), float(each))


def label_of(name: str) -> str:
    """What a line is called."""
    return {"h": "‖∂L/∂hₜ‖", "c": "‖∂L/∂cₜ‖"}.get(name) or _("retain_grad on the output")


def gradient_title(layer: LayerFrame, row: int) -> str:
    """What of the loss is left at the step that is read first, of the largest that any step gets."""
    norms = norms_of(layer, row).get("h")
    if norms is None:
        return _("No backward pass has reached this layer here")
    largest = float(norms.max(initial=0.0))
    if not np.isfinite(largest):
        return _("The gradient has overflowed")
    if largest == 0.0:
        return _("The loss does not reach this layer: its gradient is 0 at every step")
    first = first_read(layer, row)
    share = power(float(norms[first]) / largest)
    return _("Step {step} still gets {share} of the largest gradient").format(
        step=first + 1, share=share
    )


def first_read(layer: LayerFrame, row: int) -> int:
    """The step (from 0) with which the direction of a row begins."""
    return layer.steps - 1 if row % layer.directions else 0


def gradient_in_words(layer: LayerFrame, row: int) -> str:
    """The same for those who cannot see it."""
    said = [gradient_title(layer, row)]
    for name, norms in norms_of(layer, row).items():
        said.append(
            _("{what}: {first} at step 1, {last} at step {steps}").format(
                what=label_of(name),
                first=power(float(norms[0])),
                last=power(float(norms[-1])),
                steps=len(norms),
            )
        )
    return ". ".join(said) + "."


def blind_steps(layer: LayerFrame, row: int) -> int:
    """Steps at which the output alone shows exactly 0 though a gradient gets there."""
    found = norms_of(layer, row)
    if "output" not in found or "h" not in found:
        return 0
    return int(((found["output"] == 0.0) & (found["h"] > 0.0)).sum())
