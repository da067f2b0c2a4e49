"""Training Echo: our whole live path against the plain PyTorch loop and against JAX, in one run; and
eight runs in the calls of one (`stacked.py`).

Ours is a background worker at full speed: it makes its data, records loss and gradient norm at every
update, takes frames by the clock, keeps them in a store and looks for commands. The peers train on data
that lie ready and record nothing: `torch.nn.RNN`, autograd and `torch.optim.Adagrad`, state carried and
detached between windows; and JAX with `lax.scan` over time and over updates in one jit, Adagrad written
out, the scan over time unrolled by as many steps as make it fastest at that size. One thread each,
interleaved, medians; updates a second of the processor's time, because whatever else is under way
on a machine takes turns from whoever is measured.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from rnnviz.experiments.store import Store
from rnnviz.experiments.worker import Worker
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import learners

SHAPES = ((5, 4), (10, 16), (20, 16), (20, 64))  # window T, hidden units H
BATCH = 200
SECONDS = 0.25  # for each measurement
REPEATS = 9
KERNEL, AVX2 = "OPENBLAS_CORETYPE", "Haswell"
Measure = Callable[[], float]


def tables() -> Iterator[str]:
    """Updates a second at four sizes, and how many times the peers' that is; then what the frames and
    the store cost, and eight runs at once, with both kernels whatever this environment has."""
    forced = os.environ.get(KERNEL)
    yield from by_kernel("engine", _peers, _overhead)
    if not forced:  # else they are in what was measured without
        yield from _stacked()


def _stacked() -> Iterator[str]:
    """Eight runs at once, in processes of their own, because the environment is read when NumPy is
    loaded."""
    usual = {k: v for k, v in os.environ.items() if k not in (KERNEL, "OPENBLAS_L2_SIZE")}
    for words, more in (("", {}), (" held to AVX2", {KERNEL: AVX2})):
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.stacked"],
            env=usual | {"OMP_NUM_THREADS": "1"} | more,
            check=True,
            capture_output=True,
            text=True,
        )
        yield f"Eight runs at once, products{words or ' that NumPy chooses'}:\n\n{done.stdout.rstrip()}"


def by_kernel(name: str, first: Callable[[], str], second: Callable[[], str]) -> Iterator[str]:
    """Both tables of the benchmark `name`; where the environment forces a kernel upon NumPy, the first
    with it, and both without."""
    forced = os.environ.get(KERNEL)
    if forced:
        yield f"With {KERNEL}={forced}, as this environment has it for NumPy:\n\n{first()}"
        # the environment is read when NumPy is loaded, so that only another process can do without
        env = {name: value for name, value in os.environ.items() if name != KERNEL}
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks", name],
            env=env,
            check=True,
            capture_output=True,
            text=True,
        )
        yield f"With the products that NumPy chooses for this processor by itself:\n\n{done.stdout}"
        return
    yield first()
    yield second()


def _peers() -> str:
    lines = [
        "| window T, hidden H | PyTorch | JAX | its scan unrolled by | rnnviz | to PyTorch | to JAX |",
        "|---|---|---|---|---|---|---|",
    ]
    for steps, hidden in SHAPES:
        with ExitStack() as open_things:
            unroll, fastest = _fastest_jax(steps, hidden)
            measures = [torch_loop(steps, hidden), fastest, _worker(steps, hidden, open_things)]
            rounds = [[measure() for measure in measures] for _ in range(REPEATS)]
        torch, jax, ours = (statistics.median(column) for column in zip(*rounds, strict=True))
        by_torch = statistics.median(mine / theirs for theirs, _, mine in rounds)
        by_jax = statistics.median(mine / theirs for _, theirs, mine in rounds)
        lines.append(
            f"| T={steps}, H={hidden} | {torch:,.0f} | {jax:,.0f} | {unroll} | {ours:,.0f} "
            f"| {by_torch:.1f} | {by_jax:.2f} |"
        )
    return "\n".join(lines)


def _overhead() -> str:
    """What frames and store cost: the worker against the same updates and nothing else."""
    lines = [
        "| window T, hidden H | updates only | worker, with frames and store | cost |",
        "|---|---|---|---|",
    ]
    for steps, hidden in SHAPES:
        with ExitStack() as open_things:
            measures = [_bare(steps, hidden), _worker(steps, hidden, open_things)]
            rounds = [[measure() for measure in measures] for _ in range(2 * REPEATS + 1)]
        bare, ours = (statistics.median(column) for column in zip(*rounds, strict=True))
        cost = statistics.median(1.0 - mine / alone for alone, mine in rounds)
        lines.append(f"| T={steps}, H={hidden} | {bare:,.0f} | {ours:,.0f} | {cost:.1%} |")
    return "\n".join(lines)


def experiment(steps: int, hidden: int) -> Experiment:
    """One run of Echo without an end."""
    run = Run(hidden=hidden, truncation=Truncation.windows(steps), batch=BATCH)
    return Experiment(samples=10**10, runs=(run,))


def _for_a_while(advance: Callable[[], object], updates: Callable[[], int]) -> float:
    before, begun = updates(), time.process_time()
    while time.process_time() - begun < SECONDS:
        advance()
    return (updates() - before) / (time.process_time() - begun)


def _worker(steps: int, hidden: int, open_things: ExitStack) -> Measure:
    folder = Path(open_things.enter_context(tempfile.TemporaryDirectory(prefix="rnnviz-")))
    store = Store(folder / "store.db")
    id = store.add(experiment(steps, hidden))
    store.rows("UPDATE experiments SET worker = 'bench' WHERE id = ?", id)
    worker = Worker(store, id, "bench")
    worker.open()
    open_things.callback(worker.quiet)
    (learner,) = worker.race.learners
    return lambda: _for_a_while(worker.turn, lambda: learner.optimizer.updates)


def _bare(steps: int, hidden: int) -> Measure:
    (learner,) = learners(experiment(steps, hidden))

    def chunk() -> None:
        learner.advance(learner.position + learner.stream.steps)
        learner.losses.clear()
        learner.gradient_norms.clear()

    return lambda: _for_a_while(chunk, lambda: learner.optimizer.updates)


def _bits(steps: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 2, (50, steps, BATCH))


def torch_loop(steps: int, hidden: int, for_a_while: Callable[..., float] | None = None) -> Measure:
    """The plain loop; how it is measured may be said."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    rnn, readout = torch.nn.RNN(2, hidden), torch.nn.Linear(hidden, 2)
    optimizer = torch.optim.Adagrad([*rnn.parameters(), *readout.parameters()], lr=0.1)
    bits = torch.from_numpy(_bits(steps))
    inputs = torch.nn.functional.one_hot(bits, 2).float()
    state = torch.zeros(1, BATCH, hidden)
    updates = 0

    def update() -> None:
        nonlocal state, updates
        place = updates % 50
        states, state = rnn(inputs[place], state.detach())
        logits = readout(states).reshape(-1, 2)
        loss = torch.nn.functional.cross_entropy(logits, bits[place].reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        updates += 1

    return lambda: (for_a_while or _for_a_while)(update, lambda: updates)


def _fastest_jax(steps: int, hidden: int) -> tuple[int, Measure]:
    """By how many steps the scan over time is unrolled where it is fastest, and that."""
    ways = {
        unroll: _jax(steps, hidden, unroll)
        for unroll in sorted({1, 2, 4, steps // 2, steps})
        if unroll <= steps
    }
    rounds = [{unroll: way() for unroll, way in ways.items()} for _ in range(REPEATS)]
    typical = {unroll: statistics.median(one[unroll] for one in rounds) for unroll in ways}
    best = max(typical, key=lambda unroll: typical[unroll])
    return best, ways[best]


def _jax(steps: int, hidden: int, unroll: int) -> Measure:
    os.environ["JAX_PLATFORMS"] = "cpu"
    # read when JAX starts: one thread, as for everybody
    flags = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    os.environ.setdefault("XLA_FLAGS", flags)
    import jax
    from jax import lax
    from jax import numpy as jnp

    draw = np.random.default_rng(0)
    width = hidden**-0.5
    shapes = {
        "ih": (hidden, 2),
        "hh": (hidden, hidden),
        "b": (hidden,),
        "c": (hidden,),
        "out": (2, hidden),
        "d": (2,),
    }
    start = {k: jnp.asarray(draw.uniform(-width, width, s), jnp.float32) for k, s in shapes.items()}
    bits = jnp.asarray(_bits(steps))

    def loss(w: dict[str, Any], state: Any, window: Any) -> tuple[Any, Any]:
        def step(h: Any, x: Any) -> tuple[Any, Any]:
            h = jnp.tanh(x @ w["ih"].T + w["b"] + h @ w["hh"].T + w["c"])
            return h, h

        last, states = lax.scan(step, state, jax.nn.one_hot(window, 2), unroll=unroll)
        chances = jax.nn.log_softmax(states @ w["out"].T + w["d"])
        return -jnp.take_along_axis(chances, window[..., None], -1).mean(), last

    def update(carried: Any, window: Any) -> tuple[Any, None]:
        w, square, state = carried
        slopes, state = jax.grad(loss, has_aux=True)(w, state, window)
        square = jax.tree.map(lambda s, g: s + g * g, square, slopes)
        w = jax.tree.map(lambda p, g, s: p - 0.1 * g / (jnp.sqrt(s) + 1e-10), w, slopes, square)
        return (w, square, state), None

    many = jax.jit(lambda carried: lax.scan(update, carried, bits)[0])
    carried = (start, jax.tree.map(jnp.zeros_like, start), jnp.zeros((BATCH, hidden), jnp.float32))
    carried = jax.block_until_ready(many(carried))  # compiled
    updates = 0

    def fifty() -> None:
        nonlocal carried, updates
        carried = jax.block_until_ready(many(carried))
        updates += len(bits)

    return lambda: _for_a_while(fifty, lambda: updates)
