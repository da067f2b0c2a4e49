"""What the page Backpropagate looks at: one of a flow's matrices, and which row of it is chosen."""

from dataclasses import dataclass

from rnnviz.analysis.gradient_flow import Flow
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import Typed
from rnnviz.runs.truncation import Truncation
from rnnviz.text.language import N_


@dataclass(frozen=True)
class Quantity:
    """One of the matrices: its letters, and a hover in which {t}, {k} and {v} stand for the rest."""

    letters: str  # with Plotly's <sub>
    plain: str  # for controls and screen readers
    hover: str
    tells: str  # the same for what has no value, with {tells} in its place
    gets: str  # "h" of "h at step 1 gets"
    loss: bool  # whether it starts at a loss, or at a state


QUANTITIES = {
    "h": Quantity(
        "∂L<sub>t</sub>/∂h<sub>k</sub>",
        "∂Lₜ/∂hₖ",
        N_("h at {k}, moved a little, changes the loss at {t} by up to {v} for each unit moved"),
        N_("h at {k}, moved a little, changes the loss at {t}: {tells}"),
        "h",
        True,
    ),
    "c": Quantity(
        "∂L<sub>t</sub>/∂c<sub>k</sub>",
        "∂Lₜ/∂cₖ",
        N_("c at {k}, moved a little, changes the loss at {t} by up to {v} for each unit moved"),
        N_("c at {k}, moved a little, changes the loss at {t}: {tells}"),
        "c",
        True,
    ),
    "x": Quantity(
        "∂L<sub>t</sub>/∂x<sub>k</sub>",
        "∂Lₜ/∂xₖ",
        N_(
            "what is read at {k}, moved a little, changes the loss at {t} by up to {v} for each unit "
            "moved"
        ),
        N_("what is read at {k}, moved a little, changes the loss at {t}: {tells}"),
        "x",
        True,
    ),
    "hh": Quantity(
        "∂h<sub>t</sub>/∂h<sub>k</sub>",
        "∂hₜ/∂hₖ",
        N_("h at {k}, moved a little, moves h at {t} by up to {v} for each unit moved"),
        N_("h at {k}, moved a little, moves h at {t}: {tells}"),
        "h",
        False,
    ),
    "cc": Quantity(
        "∂c<sub>t</sub>/∂c<sub>k</sub>",
        "∂cₜ/∂cₖ",
        N_("c at {k}, moved a little, moves c at {t} by up to {v} for each unit moved"),
        N_("c at {k}, moved a little, moves c at {t}: {tells}"),
        "c",
        False,
    ),
}


@dataclass(frozen=True)
class Look:
    """One matrix of the typed text, its chosen row, and how far losses may reach."""

    typed: Typed
    flow: Flow
    name: str  # of the quantity
    values: Array  # (T, T)
    row: int  # t, from 0
    rows: tuple[int, ...]  # that can be chosen
    cut: Truncation
    reached: Array  # (T, T)
    lost: int = 0  # the first step (from 1) at which a number overflowed, 0 if none did
    opened: int = 0  # the step (from 0) whose arithmetic is opened
    notices: tuple[str, ...] = ()  # sentences about what cannot be shown as asked

    @property
    def quantity(self) -> Quantity:
        """The name's letters and words."""
        return QUANTITIES[self.name]

    @property
    def net(self) -> Network:
        """Whose gradients these are."""
        return self.flow.net

    @property
    def slots(self) -> int:
        """Places that a picture has for steps: a short text does not fill it."""
        return max(len(self.values), 4)

    @property
    def backwards(self) -> bool:
        """Whether the row of the L reads right to left."""
        return bool(self.flow.row % self.net.directions)

    @property
    def at_states(self) -> Array:
        """What arrives at each step's state, `(T,)`: for x that is what arrives at h."""
        return (self.flow.matrix if self.name == "x" else self.values)[self.row]

    @property
    def at_inputs(self) -> Array | None:
        """What arrives at what each step read, `(T,)`, if that is looked at."""
        return self.values[self.row] if self.name == "x" else None
