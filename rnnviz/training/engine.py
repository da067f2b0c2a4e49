"""A network laid out for training: everything that an update needs is allocated once and reused.

All parameters are one flat vector. A layer's part of it is the joined matrix of `layer.py`, so that the
recurrence reads it as it stands; below the top layer's stands the readout, [W_out b_out 0 0], because
it reads the same slabs. One product a step then gives pre-activations and logits, one a step on the way
back takes both through, and one for the window gathers the gradient of both. The equations are those
of `cells.py`, called on buffers.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from rnnviz.nn.cells.base import Array, Weights
from rnnviz.nn.network import Network
from rnnviz.text.message import Refusal
from rnnviz.training.token_window import TokenWindow, looks_up
from rnnviz.training.window import Window


class Engine:
    """Forward, backward and the state between windows, for one network, or for K of one shape in the
    calls of one: every array then has an axis K before the last two, a vector before its last.

    Of a window's `before + every` steps only the last `every` have a loss. With `each`, the loss of
    every step reaches back over exactly `reach` steps; otherwise to the start of the window. The
    gradient is that of the mean loss, or `summed` over steps and rows, or of the `squared` error
    through a sigmoid; only parameters that are said to move have one, and where those are the readout's
    alone, no backward pass through time is made.
    """

    def __init__(
        self,
        nets: Network | Sequence[Network],
        reach: int | None = None,
        each: bool = False,
        summed: bool = False,
        squared: bool = False,
        moves: Callable[[str], bool] = lambda name: True,
    ) -> None:
        alone = isinstance(nets, Network)
        each_net: list[Network] = [nets] if isinstance(nets, Network) else list(nets)
        net = each_net[0]
        if net.bidirectional:
            raise Refusal("A network of both directions cannot be trained step by step, only whole.")
        if not net.readout or net.embedding is not None:
            raise Refusal("Training needs a readout and one-hot tokens or numbers.")
        self.settings = net.settings()
        if any(other.settings() != self.settings for other in each_net):
            raise Refusal("Networks that are trained in one array must be of one shape.")
        self.net = net
        self.stack: tuple[int, ...] = () if alone else (len(each_net),)
        self.reach, self.each, self.summed, self.squared = reach, each, summed, squared
        self.shapes = [part.shape for part in self._parts(net.parameters)]
        vectors = [self.vector_of(one.parameters) for one in each_net]
        vector = vectors[0] if alone else np.stack(vectors)
        self.lie_in(vector, np.zeros_like(vector))
        # 1 where the vector holds a parameter that moves, 0 where it only fills: a bias that the
        # network has not, the zeros of a GRU's joined matrix and of the readout
        ones = {name: np.full(shape, float(moves(name)), net.dtype) for name, shape in net.shapes()}
        self.readout_only = not any(moves(name) for name in ones if not name.startswith("readout."))
        self.free = self.vector_of(ones)
        self.buffers: dict[tuple[int, int, int], Window] = {}
        self.token_buffers: dict[tuple[int, int, int], TokenWindow] = {}

    def lie_in(self, vector: Array, gradient: Array) -> None:
        """Have parameters and gradient where these vectors `([K,] P)` are."""
        self.vector, self.gradient = vector, gradient
        self.joined, self.by_joined = _views(vector, self.shapes), _views(gradient, self.shapes)

    def _parts(self, named: Mapping[str, Array]) -> list[Array]:
        """Each layer's matrix from arrays under PyTorch's names; what is missing is 0."""
        net = self.net
        parts = []
        for layer in range(net.layers):
            ending = net.ending(layer, 0)
            weights = {name: named.get(f"rnn.{name}_{ending}") for name in Weights._fields}
            parts.append(net.kind.join(Weights(**weights)))  # type: ignore[arg-type]
        readout = np.zeros((net.outputs, parts[-1].shape[1]), net.dtype)
        readout[:, : net.hidden] = named["readout.weight"]
        readout[:, net.hidden] = named.get("readout.bias", 0.0)
        parts[-1] = np.concatenate([parts[-1], readout])
        return parts

    def vector_of(self, named: Mapping[str, Array]) -> Array:
        """Arrays under PyTorch's names and of the parameters' shapes, laid out as `vector`."""
        return np.concatenate([part.ravel() for part in self._parts(named)])

    def named(self, vector: Array) -> dict[str, Array]:
        """The inverse of `vector_of`, copies."""
        net, found = self.net, {}
        parts = _views(vector, self.shapes)
        for layer, part in enumerate(parts):
            split = net.kind.split(part[: net.kind.rows * net.hidden], net.hidden)
            for name, values in split._asdict().items():
                found[f"rnn.{name}_{net.ending(layer, 0)}"] = values
        found["readout.weight"] = part[-net.outputs :, : net.hidden]
        found["readout.bias"] = part[-net.outputs :, net.hidden]
        return {name: found[name].copy() for name, _ in net.shapes()}

    def network(self, named: dict[str, Array] | None = None) -> Network:
        """The network with those parameters, or as it stands, a copy."""
        return Network(parameters=named or self.named(self.vector), **self.settings)

    def window(self, steps: int, losses: int, batch: int) -> Window:
        """The buffers for a window of so many steps, the last `losses` of which have one."""
        key = (steps, losses, batch)
        if key not in self.buffers:
            self.buffers[key] = Window(self, steps, losses, batch)
        return self.buffers[key]

    def token_window(self, steps: int, losses: int, batch: int) -> TokenWindow:
        """The same for a window of tokens, by an engine that `looks_up`."""
        key = (steps, losses, batch)
        if key not in self.token_buffers:
            self.token_buffers[key] = TokenWindow(self, steps, losses, batch)
        return self.token_buffers[key]

    def looks_up(self, batch: int) -> bool:
        """Whether the tokens of a batch are looked up sooner than multiplied, and nothing else is asked
        of the window: one network, whose losses are all cut where the window begins."""
        plain = not (self.stack or self.each or self.squared or self.readout_only)
        return plain and looks_up(self.net, batch)


def _views(vector: Array, shapes: list[tuple[int, ...]]) -> list[Array]:
    """Parts of a vector, or of K in rows, as matrices."""
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]
    parts = np.split(vector, ends, axis=-1)
    return [part.reshape(*vector.shape[:-1], *shape) for part, shape in zip(parts, shapes, strict=True)]
