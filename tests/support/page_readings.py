"""What a page makes of the words of an address, without the page: its state, its text, its chain."""

from rnnviz.analysis.matrix_chain import Chain
from rnnviz.ui.network.first_state import Start
from rnnviz.ui.network.reading import Boxes, read_boxes
from rnnviz.ui.network.selection import select
from rnnviz.ui.vanishing import chain_controls
from rnnviz.ui.vanishing.chain_view import view_of


def state_of(fields, asked):
    """The session's state, of fields that are asked for and the defaults of all others."""
    state = {}
    for one in fields:
        said = asked.get(one.name)
        state[one.key] = one.default(state) if said is None else one.read(said)
    return state


def read(fields, asked):
    """That state, and what the chosen network reads."""
    state = state_of(fields, asked)
    start = Start(state["first"], state["first_seed"], state["first_numbers"], state["first_text"])
    boxes = Boxes(state["text"], state["with"], state["target"], state["source"], start)
    return state, read_boxes(select(state), boxes)


def chain_view(asked):
    """What Vanish & explode computes of its chain."""
    state = state_of(chain_controls.FIELDS, asked)
    return view_of(
        Chain(**{one.name: state[chain_controls.KEY + one.name] for one in chain_controls.OF_THE_CHAIN})
    )
