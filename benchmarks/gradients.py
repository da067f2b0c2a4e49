"""The gradient of every loss by every state: one walk back against autograd, side by side in one run.

The peer is a cell of `torch.nn` taken step by step, because autograd must keep each h_k, and then
either one `torch.autograd.grad` a loss, or all of them in one call with `is_grads_batched`. All three
compute ||dL_t/dh_k|| for every t and k in float64 on one thread, forward pass included; interleaved,
medians.
"""

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np

from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll

SIZES = (("tanh", 50, 16), ("tanh", 200, 16), ("gru", 200, 16), ("lstm", 200, 16))  # cell, T, H
LARGE = tuple((cell, 1000, 64) for cell in ("tanh", "gru", "gru_before", "lstm"))
TOKENS = 4
REPEATS = 5


def tables() -> Iterator[str]:
    """Milliseconds for the matrix at several sizes, with the peers' at those that they can do in
    seconds."""
    lines = [
        "| cell, T, H | autograd, loss by loss (ms) | autograd, batched (ms) | rnnviz (ms) | ratios |",
        "|---|---|---|---|---|",
    ]
    for cell, steps, hidden in SIZES:
        ways = _ours(cell, steps, hidden), *_torch(cell, steps, hidden)
        matrices = [way() for way in ways]  # warm, and they must agree
        assert all(np.allclose(matrices[0], other, rtol=1e-9, atol=0) for other in matrices[1:])
        times = [[_milliseconds(way) for way in ways] for _ in range(REPEATS)]
        mine, each, batched = (statistics.median(column) for column in zip(*times, strict=True))
        ratios = [statistics.median(row[i] / row[0] for row in times) for i in (1, 2)]
        lines.append(
            f"| {cell}, T={steps}, H={hidden} | {each:,.0f} | {batched:,.1f} | {mine:.2f} | "
            f"{ratios[0]:.0f}x, {ratios[1]:.0f}x |"
        )
    yield "\n".join(lines)
    lines = ["| cell, T, H | rnnviz (ms); the peers take a minute |", "|---|---|"]
    for cell, steps, hidden in LARGE:
        way = _ours(cell, steps, hidden)
        way()
        mine = statistics.median(_milliseconds(way) for _ in range(REPEATS))
        lines.append(f"| {cell}, T={steps}, H={hidden} | {mine:.0f} |")
    yield "\n".join(lines)


def _milliseconds(way: Callable[[], np.ndarray]) -> float:
    begun = time.perf_counter()
    way()
    return 1e3 * (time.perf_counter() - begun)


def _example(cell: str, steps: int, hidden: int) -> tuple[Network, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    net = Network.random(cell, inputs=TOKENS, hidden=hidden, outputs=TOKENS)
    return net, *rng.integers(0, TOKENS, (2, steps))


def _ours(cell: str, steps: int, hidden: int) -> Callable[[], np.ndarray]:
    net, inputs, targets = _example(cell, steps, hidden)
    return lambda: gradient_flow(net, unroll(net, inputs, targets)).matrix


def _torch(cell: str, steps: int, hidden: int) -> list[Callable[[], np.ndarray]]:
    import torch

    torch.set_num_threads(1)
    net, inputs, targets = _example(cell, steps, hidden)
    rnn, readout, _ = net.to_torch()
    kind = {"tanh": torch.nn.RNNCell, "gru": torch.nn.GRUCell, "lstm": torch.nn.LSTMCell}[cell]
    one = kind(TOKENS, hidden, dtype=torch.float64)
    one.load_state_dict({name.removesuffix("_l0"): w for name, w in rnn.state_dict().items()})
    read = torch.nn.functional.one_hot(torch.tensor(inputs), TOKENS).double()[:, None]
    wanted = torch.tensor(targets)

    def run() -> tuple[list[torch.Tensor], torch.Tensor]:
        h = c = torch.zeros(1, hidden, dtype=torch.float64)
        states = []
        for x in read:
            if cell == "lstm":
                h, c = one(x, (h, c))
            else:
                h = one(x, h)
            states.append(h)
        logits = readout(torch.cat(states))
        return states, torch.nn.functional.cross_entropy(logits, wanted, reduction="none")

    def each() -> np.ndarray:
        states, losses = run()
        matrix = torch.zeros(steps, steps, dtype=torch.float64)
        for t in range(steps):
            found = torch.autograd.grad(losses[t], states[: t + 1], retain_graph=True)
            matrix[t, : t + 1] = torch.cat(found).norm(dim=1)
        return matrix.numpy()

    def batched() -> np.ndarray:
        states, losses = run()
        found = torch.autograd.grad(losses, states, torch.eye(steps).double(), is_grads_batched=True)
        return torch.stack([part[:, 0].norm(dim=1) for part in found], dim=1).numpy()

    return [each, batched]
