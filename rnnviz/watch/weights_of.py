"""The weights that a call of a layer really used, whatever its parameters are made from."""

from typing import Any

from rnnviz.nn.cells.base import Array, Weights
from rnnviz.watch.layers import Layer
from rnnviz.watch.sequences import array

NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


class MadeWeights:
    """A cell's weights that are computed anew whenever they are read (weight norm, spectral norm): as
    they were made last. To read them once more might change them."""

    def __init__(self, module: Any) -> None:
        self.latest: dict[str, Any] = {}
        made = getattr(module, "parametrizations", {})
        self.handles = [
            made[name].register_forward_hook(self._keeper(name)) for name in NAMES if name in made
        ]

    def _keeper(self, name: str) -> Any:
        latest = self.latest

        def keep(_module: Any, _args: Any, made: Any) -> None:
            latest[name] = made.detach()

        return keep


class UsedWeights:
    """The weights of one call as PyTorch holds them, until their numbers are needed."""

    def __init__(self, layer: Layer, module: Any, made: MadeWeights | None, copy: bool) -> None:
        if layer.stepwise:
            latest = {} if made is None else made.latest
            names = NAMES if layer.bias else NAMES[:2]
            flat = [latest[name] if name in latest else getattr(module, name) for name in names]
        else:  # what forward itself hands on, be it computed by a hook or a parametrization
            flat = list(module._flat_weights)
        self.flat = [part.detach().clone() if copy else part for part in flat]
        self.each = len(flat) // layer.rows
        self.versions = self._versions()

    def _versions(self) -> list[tuple[int, int]]:
        return [(part._version, part.data_ptr()) for part in self.flat]

    @property
    def changed(self) -> bool:
        """Whether they have been changed in place since the call."""
        return self.versions != self._versions()

    def arrays(self, dtype: Any) -> list[Weights]:
        """The numbers of each layer and direction, rounded as a call in `dtype` rounds them."""
        parts = [array(part.to(dtype) if dtype.itemsize < 4 else part) for part in self.flat]
        empty: list[Array | None] = [None] * (4 - self.each)
        rows = (parts[i : i + self.each] for i in range(0, len(parts), self.each))
        return [Weights(*row, *empty) for row in rows]


def named(weights: list[Weights], directions: int) -> dict[str, Array]:
    """The same by PyTorch's names."""
    found = {}
    for row, one in enumerate(weights):
        ending = f"_l{row // directions}{'_reverse' if row % directions else ''}"
        for name, part in one._asdict().items():
            if part is not None:
                found[name + ending] = part
    return found


class Probe:
    """Whether a layer's parameters have changed since it was asked last: by PyTorch's count of changes
    in place, and, because a loop that writes to `.data` is not counted, by some of their numbers."""

    SAMPLED = 8

    def __init__(self, module: Any) -> None:
        trained = [one for one in module.parameters() if one.requires_grad]
        recurrent = [one for name, one in module.named_parameters() if "weight_hh" in name]
        self.parameter = next((one for one in recurrent if one.requires_grad), None)
        if self.parameter is None and trained:
            self.parameter = trained[0]
        self.version = -1
        self.place = 0
        self.sample: Any = None
        self.numbers: bytes | None = None
        self.changed()
        self.changed()

    def changed(self) -> bool:
        """Whether they have; as much as can be seen within a microsecond."""
        one = self.parameter
        if one is None:
            return False
        version = one._version
        if version != self.version:  # the numbers are looked at when they may stand still
            self.version, self.numbers = version, None
            return True
        place = one.data_ptr()
        if place != self.place:
            self.place, self.sample = place, self._sample(one)
        numbers = b"" if self.sample is None else self.sample.tobytes()
        moved = self.numbers is not None and numbers != self.numbers
        self.numbers = numbers
        return moved

    def _sample(self, parameter: Any) -> Any:
        """A view of some of its numbers; None where NumPy cannot see them."""
        if parameter.device.type != "cpu" or parameter.dtype.itemsize < 4 or not parameter.numel():
            return None
        flat = parameter.detach().numpy().reshape(-1)
        return flat[:: max(1, len(flat) // self.SAMPLED)][: self.SAMPLED]
