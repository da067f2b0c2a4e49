"""One step as a graph of computations, as HTML: nodes for products, the sum and the activation; on
every edge the values that go forward and the derivatives that come back, side by side."""

import numpy as np

from rnnviz.analysis.step_graph import Edge, StepGraph
from rnnviz.figures.base.equations import matrix, subscripted
from rnnviz.figures.base.numbers import fine
from rnnviz.figures.base.style import SMALL_ROWS
from rnnviz.figures.gradients.activation_slope import name_of
from rnnviz.figures.gradients.backward_step import LEAST
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

# what stands where: an edge by its name, a node by its area in `.drawn` of pictures.css
NODES = {"read": "MatMul", "kept": "MatMul", "plus": "+"}


@np.errstate(over="ignore", invalid="ignore")  # what overflows is shown as such
def graph_html(graph: StepGraph) -> str:
    """The graph: forward with →, back with ←, so that no colour says it alone."""
    title = _("One step as a graph: values forward (→), derivatives back (←), at step {step}").format(
        step=graph.step + 1
    )
    nodes = NODES | {"f": name_of(graph.activation)}
    parts = [_edge(name, edge) for name, edge in graph.edges.items()]
    parts += [
        f'<div class="node" style="grid-area:{area}">{text}</div>' for area, text in nodes.items()
    ]
    return (
        f'<div class="arithmetic"><div class="graph"><p class="title">{title}</p>'
        f'<div class="drawn" tabindex="0" role="group" aria-label="{title}">'
        f"{''.join(parts)}</div></div></div>"
    )


def lesson(graph: StepGraph) -> str:
    """What is to be seen in the graph, as HTML."""
    edges = graph.edges
    said = _(
        "A + passes the gradient on unchanged: all that goes into it gets the same dt_k back ({norm}), "
        "the biases too. A MatMul sends to each side the gradient times the other side: {weight} and "
        "{read}. The activation multiplies by its slope: {slope}."
    )
    return subscripted(
        said.format(
            norm=_norm(edges["a"].back),
            weight="dW_ih = dt_k x_k^T",
            read="dx_k = W_ih^T dt_k",
            slope="dt_k = dh_k ⊙ f′",
        )
    )


def _edge(name: str, edge: Edge) -> str:
    """An edge between two nodes, with what it carries in both directions."""
    forth = _carried(f"→ {edge.name}", edge.forward)
    back = _carried(f"← {edge.back_name}", edge.back, LEAST)
    return (
        f'<div class="edge" style="grid-area:{name}"><div class="wire"></div>'
        f'<div class="flows"><div class="forth">{forth}</div><div class="back">{back}</div></div></div>'
    )


def _carried(name: str, values: Array, scale: float | None = None) -> str:
    """A vector with its numbers; of a longer one, and of a matrix, shape and norm."""
    if values.ndim == 1 and len(values) <= SMALL_ROWS:
        return matrix(name, values, scale=scale, write=fine)
    shape = "×".join(map(str, values.shape))
    return (
        f'<div class="matrix"><div class="name">{subscripted(name)}</div>'
        f"<small>{shape}</small><div>{_norm(values)}</div></div>"
    )


def _norm(values: Array) -> str:
    """The length of a vector or a matrix, in words."""
    return _("norm {norm}").format(norm=fine(float(np.sqrt(np.square(values).sum()))))
