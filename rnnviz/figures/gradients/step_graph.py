"""One step as a graph of computations: nodes for products, the sum and the activation; on every edge
the values that go forward above it and the derivatives that come back below it."""

import numpy as np

from rnnviz.analysis.step_graph import Edge, StepGraph
from rnnviz.figures.base import plotly
from rnnviz.figures.base.equations import subscripted
from rnnviz.figures.base.numbers import fine
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import FAINT, GROUND, INK, NAMED, on_ground
from rnnviz.figures.gradients.activation_slope import name_of
from rnnviz.text.language import _

MOST_NUMBERS = 2  # of a vector that are written; of a longer one its norm
NODE = 0.17  # half a node's height, and about its width
# where an edge comes from, where it goes, and where its words stand along it
EDGES = {
    "x": ((0.0, 4.0), (1.0, 3.5), 0.42),
    "W_ih": ((0.0, 3.0), (1.0, 3.5), 0.42),
    "h": ((0.0, 1.6), (1.0, 1.1), 0.42),
    "W_hh": ((0.0, 0.6), (1.0, 1.1), 0.42),
    "Wx": ((1.0, 3.5), (2.0, 2.3), 0.5),
    "Wh": ((1.0, 1.1), (2.0, 2.3), 0.5),
    "b": ((2.0, 0.4), (2.0, 2.3), 0.15),
    "a": ((2.0, 2.3), (3.0, 2.3), 0.5),
    "out": ((3.0, 2.3), (4.0, 2.3), 0.6),
}


def step_graph(graph: StepGraph, dark: bool) -> Part:
    """The graph: blue forward, orange back, each with its letters, so that neither says it alone."""
    nodes = {
        (1.0, 3.5): "MatMul",
        (1.0, 1.1): "MatMul",
        (2.0, 2.3): "+",
        (3.0, 2.3): name_of(graph.activation),
    }
    places = {name: EDGES[name] for name in EDGES if name in graph.edges}
    shapes = [_rule(start, end, dark) for start, end, _along in places.values()]
    shapes += [_frame(at, dark) for at in nodes]
    labels = [_node(at, text, dark) for at, text in nodes.items()]
    for name, (start, end, along) in places.items():
        labels += _words(graph.edges[name], start, end, along, dark)
    hidden = {"visible": False, "fixedrange": True}
    return plotly.figure(
        [plotly.marks([], [], {})],
        _("One step as a graph: values forward (→), derivatives back (←), at step {step}").format(
            step=graph.step + 1
        ),
        dark,
        470,
        xaxis=plotly.axis(grid=False) | hidden | {"range": [-0.35, 4.3]},
        yaxis=plotly.axis(grid=False) | hidden | {"range": [0.0, 4.5]},
        shapes=shapes,
        annotations=labels,
        margin={"l": 8, "r": 8, "t": 44, "b": 8},
    )


def lesson(graph: StepGraph) -> str:
    """What is to be seen in the graph."""
    dt = written(graph.edges["a"], back=True)
    return _(
        "A + passes the gradient on unchanged: all that goes into it gets the same {dt} back, the "
        "biases too. A MatMul sends to each side the gradient times the other side; the activation "
        "multiplies by its slope."
    ).format(dt=dt)


def in_words(graph: StepGraph) -> str:
    """Every edge with its values, for those who cannot see it."""
    said = [
        _("{name}: forward {forward}, back {back}").format(
            name=edge.name, forward=written(edge), back=written(edge, back=True)
        )
        for edge in graph.edges.values()
    ]
    return "; ".join(said)


def written(edge: Edge, back: bool = False) -> str:
    """The name of what an edge carries, with its numbers, or with its norm if they are many."""
    name, values = (edge.back_name, edge.back) if back else (edge.name, edge.forward)
    if values.ndim == 1 and len(values) <= MOST_NUMBERS:
        return f"{name} = [{'  '.join(fine(float(value)) for value in values)}]"
    with np.errstate(over="ignore", invalid="ignore"):
        norm = fine(float(np.sqrt(np.square(values).sum())))
    return _("{name}: {shape}, norm {norm}").format(
        name=name, shape="×".join(map(str, values.shape)), norm=norm
    )


def _words(
    edge: Edge, start: tuple[float, float], end: tuple[float, float], along: float, dark: bool
) -> list[Part]:
    """What goes forward over an edge and what comes back, above and below its middle."""
    x, y = (one + along * (other - one) for one, other in zip(start, end, strict=True))
    ground = {"bgcolor": GROUND[dark], "borderpad": 1}
    made = []
    for sign, back, colour, shift in (("→", False, NAMED[0], 11), ("←", True, NAMED[1], -11)):
        font = {"size": 13, "color": on_ground(colour, dark)}
        text = f"{sign} {subscripted(written(edge, back))}"
        made.append(plotly.label(x, y, text, yshift=shift, font=font, **ground))
    return made


def _rule(start: tuple[float, float], end: tuple[float, float], dark: bool) -> Part:
    return plotly.segment((start[0], end[0]), (start[1], end[1]), pen(INK[dark], 1.5), layer="below")


def _frame(at: tuple[float, float], dark: bool) -> Part:
    wide, tall = (at[0] - NODE, at[0] + NODE), (at[1] - NODE, at[1] + NODE)
    return plotly.frame(wide, tall, pen(INK[dark], 2), fillcolor=FAINT[dark])


def _node(at: tuple[float, float], text: str, dark: bool) -> Part:
    return plotly.label(at[0], at[1], f"<b>{text}</b>", font={"size": 15, "color": INK[dark]})
