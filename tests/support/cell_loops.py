"""A recurrent module of PyTorch once more, cell by cell, so that autograd has every state of it.

To every h_t and c_t a zero is added: the derivative by that zero is the one by the state, with the
other one held fixed.
"""

from typing import NamedTuple

import torch
from torch import nn

CELLS = {nn.RNN: nn.RNNCell, nn.GRU: nn.GRUCell, nn.LSTM: nn.LSTMCell}


class Unrolled(NamedTuple):
    """Tensors; L counts layers times directions in PyTorch's order."""

    output: torch.Tensor  # (T, B, directions * H)
    hidden: torch.Tensor  # (L, B, H) after the last step each direction takes
    memory: torch.Tensor  # (L, B, H)
    states: torch.Tensor  # (L, T, B, H) h_t
    by_hidden: list[list[torch.Tensor]]  # L times T of them: the zeros at h_t, (B, H)
    by_memory: list[list[torch.Tensor]]  # and at c_t

    def gradient(self, sequence: int) -> torch.Tensor:
        """||dL/dh_t|| of one sequence of the batch, `(L, T)`."""
        return _norms(self.by_hidden, sequence)

    def memory_gradient(self, sequence: int) -> torch.Tensor:
        """||dL/dc_t||, `(L, T)`."""
        return _norms(self.by_memory, sequence)


def unrolled(module: nn.Module, x: torch.Tensor, hx=None, masks=None) -> Unrolled:
    """A module's cells over x (T, B, D), from hx as the module takes it."""
    steps, batch, _ = x.shape
    size, directions = module.hidden_size, 2 if module.bidirectional else 1
    rows = module.num_layers * directions
    zeros = torch.zeros(rows, batch, size, dtype=x.dtype)
    parts = (zeros, zeros) if hx is None else hx if isinstance(hx, tuple) else (hx, zeros)
    below, above, ends, states = list(x), [], [], []
    leaves = [
        [
            [torch.zeros(batch, size, dtype=x.dtype, requires_grad=True) for _ in range(steps)]
            for _ in range(rows)
        ]
        for _ in range(2)
    ]
    for row in range(rows):
        layer, back = divmod(row, directions)
        own = _cell(module, below[0].shape[-1], f"_l{layer}{'_reverse' if back else ''}")
        h, c = parts[0][row], parts[1][row]
        shown = [h] * steps
        for t in reversed(range(steps)) if back else range(steps):
            if isinstance(module, nn.LSTM):
                h, c = own(below[t], (h, c))
                c = c + leaves[1][row][t]
            else:
                h = own(below[t], h)
            h = shown[t] = h + leaves[0][row][t]
        ends.append((h, c))
        states.append(torch.stack(shown))
        above.append(shown)
        if len(above) == directions:
            below, above = [torch.cat(pair, -1) for pair in zip(*above, strict=True)], []
            if masks is not None and layer + 1 < module.num_layers:
                below = [one * mask for one, mask in zip(below, masks[layer], strict=True)]
    hidden, memory = (torch.stack(part) for part in zip(*ends, strict=True))
    return Unrolled(torch.stack(below), hidden, memory, torch.stack(states), *leaves)


def _cell(module: nn.Module, width: int, ending: str):
    kind = next(kind for kind in CELLS if isinstance(module, kind))
    extra = {"nonlinearity": module.nonlinearity} if kind is nn.RNN else {}
    cell = CELLS[kind](width, module.hidden_size, module.bias, dtype=torch.float64, **extra)
    names = {name for name, _ in cell.named_parameters()}
    own = {name: getattr(module, name + ending).detach().double() for name in names}
    cell.load_state_dict(own)
    return cell


def _norms(leaves: list[list[torch.Tensor]], sequence: int) -> torch.Tensor:
    return torch.stack(
        [
            torch.stack(
                [
                    torch.zeros((), dtype=one.dtype) if one.grad is None else one.grad[sequence].norm()
                    for one in row
                ]
            )
            for row in leaves
        ]
    )
