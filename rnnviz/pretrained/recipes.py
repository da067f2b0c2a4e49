"""How the ready-trained networks were made; `python -m rnnviz models` makes them again.

One plain training loop: forward, the derivative of the mean loss by the logits, backpropagation
through time, Adam. Each recipe draws everything random from its own seed, so that the same machine
writes the same bytes.
"""

import math
import platform
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice, repeat
from typing import Any

import numpy as np

from rnnviz.nn import losses as loss
from rnnviz.nn import propagation
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.pretrained.registry import RECIPES, Recipe
from rnnviz.runs.optimizers import Adam, Optimizer, clip_norm
from rnnviz.tasks import prose
from rnnviz.tasks.addition import sums
from rnnviz.text.message import Refusal

Report = Callable[[int, float], None]  # updates so far, mean loss of the last one in nats
Trainer = Callable[[Recipe, int, Report], Network]

MOST_UPDATES = 10_000
ENGLISH_UPDATES = 6_000


def train(name: str, updates: int = MOST_UPDATES, report: Report = lambda _, __: None) -> Network:
    """Make a network again, in float32, with at most so many updates.

    Raises ValueError if no recipe has that name or there is nothing to do.
    """
    if name not in TRAINERS:
        raise Refusal(
            "There is no model {name!r}; there are {recipes}.", name=name, recipes=tuple(TRAINERS)
        )
    if updates < 1:
        raise Refusal("updates is {updates}; allowed are whole numbers from 1.", updates=updates)
    return TRAINERS[name](RECIPES[name], updates, report).astype("float32")


def _hello(recipe: Recipe, updates: int, report: Report) -> Network:
    net = Network.random(
        cell="tanh",
        inputs=4,
        hidden=4,
        outputs=4,
        vocabulary=("h", "e", "l", "o"),
        seed=recipe.seed,
    )
    tokens = _tokens(net, recipe.example)
    lesson = tokens, np.append(tokens[1:], [[-1]], axis=0)
    # more would drive all states to +-1, where nothing can be read off them
    done = _learn(net, Adam(0.05), islice(repeat(lesson), updates), 0.05, report)
    return _described(
        _rounded(net),
        *lesson,
        trained_on="the next letter of hello, until each has a probability above 0.95",
        loss_on="hello",
        updates=done,
        samples=done,
    )


def _ohlol(recipe: Recipe, updates: int, report: Report) -> Network:
    assert recipe.target is not None
    net = Network.random(
        cell="tanh",
        inputs=4,
        hidden=8,
        outputs=4,
        layers=2,
        embedding=10,
        vocabulary=("e", "h", "l", "o"),
        seed=recipe.seed,
    )
    lesson = _tokens(net, recipe.example), _tokens(net, recipe.target)
    done = _learn(net, Adam(0.05), islice(repeat(lesson), updates), 0.02, report)
    return _described(
        net,
        *lesson,
        trained_on="hello to ohlol, letter for letter, until each costs less than 0.02 nats",
        loss_on="hello to ohlol",
        updates=done,
        samples=done,
    )


def _addition(recipe: Recipe, updates: int, report: Report) -> Network:
    rng = np.random.default_rng(recipe.seed)
    net = Network.random(
        cell="tanh", inputs=2, hidden=3, outputs=1, output="sigmoid", seed=int(rng.integers(2**32))
    )
    batch = 64
    lessons = (sums(*rng.integers(0, 256, (2, batch))) for _ in range(updates))
    done = _learn(net, Adam(0.02), lessons, 0.05, report)
    return _described(
        _rounded(net),
        *sums(*np.divmod(np.arange(65536), 256)),
        trained_on="sums of random 8-bit numbers, until every bit of 64 sums has a probability "
        "above 0.95",
        loss_on="all 65,536 sums of 8-bit numbers",
        updates=done,
        samples=done * batch,
    )


def _english(cell: str, recipe: Recipe, updates: int, report: Report) -> Network:
    rng = np.random.default_rng(recipe.seed)
    size = len(prose.VOCABULARY)
    net = Network.random(
        cell=cell,
        inputs=size,
        hidden=64,
        outputs=size,
        vocabulary=prose.VOCABULARY,
        seed=int(rng.integers(2**32)),
        dtype="float32",
    )
    text, held_out = (_tokens(net, part)[:, 0] for part in prose.english())
    sentences = _sentences(net, text)
    batch, steps, rate, again = 32, 64, 0.01, 0.05
    optimizer, done = Adam(rate), min(updates, ENGLISH_UPDATES)
    place = rng.choice(sentences, batch)
    state = propagation.zero_state(net, batch)
    for update in range(done):
        # now and then a sequence starts afresh, so that the net also knows how to begin from zeros
        fresh = rng.random(batch) < again
        place[fresh] = rng.choice(sentences, fresh.sum())
        for part in state:
            if part is not None:
                part[..., fresh] = 0.0
        window = text[(place + np.arange(steps + 1)[:, None]) % len(text)]
        optimizer.rate = rate * (1.0 - update / ENGLISH_UPDATES)
        costs, state = _update(net, optimizer, window[:-1], window[1:], state, limit=1.0)
        place += steps
        report(update + 1, float(costs.mean()))
    floors = {
        name: round(prose.entropy(held_out, last), 4)
        for last, name in enumerate(("unigram", "bigram", "trigram"))
    }
    python = platform.python_version()
    return _described(
        net,
        held_out[:-1, None],
        held_out[1:, None],
        trained_on=f"{len(text):,} characters of prose: the language reference of Python {python}",
        loss_on=f"{len(held_out):,} characters of it that were held out",
        updates=done,
        samples=done * batch,
        steps=steps,
        python=python,
        **floors,
    )


def _learn(
    net: Network,
    optimizer: Optimizer,
    lessons: Iterator[tuple[Array, Array]],
    enough: float,
    report: Report,
) -> int:
    """Train until no step of a lesson costs more than `enough` nats; returns the updates made."""
    for inputs, targets in lessons:
        costs, _ = _update(net, optimizer, inputs, targets)
        report(optimizer.updates, float(np.nanmean(costs)))
        if np.nanmax(costs) <= enough:
            break
    return optimizer.updates


def _update(
    net: Network,
    optimizer: Optimizer,
    inputs: Array,
    targets: Array,
    state: propagation.State | None = None,
    limit: float = math.inf,
) -> tuple[Array, propagation.State]:
    """One update by the mean loss; returns the losses `(T, B)` before and the state after it."""
    done = propagation.forward(net, inputs, state)
    costs = loss.losses(net.output, done.logits, targets)
    known = int((~np.isnan(costs)).sum())
    by_logits = loss.losses_by_logits(net.output, done.logits, targets) / known
    gradients = propagation.backward(net, done, by_logits).parameters
    clip_norm(gradients, limit)
    optimizer.update(net.parameters, gradients)
    return costs, done.state


def _tokens(net: Network, text: str) -> Array:
    """Text as one sequence of tokens, `(T, 1)`."""
    assert net.vocabulary is not None
    number = {token: index for index, token in enumerate(net.vocabulary)}
    return np.array([[number[letter]] for letter in text])


def _sentences(net: Network, text: Array) -> Array:
    """Where in a text `(T,)` a sentence starts: after a full stop and a space."""
    stop, space = _tokens(net, ". ")[:, 0]
    return np.flatnonzero((text[:-2] == stop) & (text[1:-1] == space)) + 2


def _rounded(net: Network) -> Network:
    """The network with two decimals to every number, for readers who recompute by hand."""
    return replace(net, parameters={k: v.round(2) for k, v in net.parameters.items()})


def _described(net: Network, inputs: Array, targets: Array, **about: Any) -> Network:
    """The network with `about` filled in, and its mean loss (nats) on these inputs and targets."""
    # float32 as it will be stored, float64 as it will be shown
    shown = net.astype("float32").astype("float64")
    costs = loss.losses(net.output, propagation.forward(shown, inputs).logits, targets)
    return replace(net, about={**about, "loss": round(float(np.nanmean(costs)), 4)})


TRAINERS: dict[str, Trainer] = {
    "hello": _hello,
    "ohlol": _ohlol,
    "english-tanh": partial(_english, "tanh"),
    "english-gru": partial(_english, "gru"),
    "english-lstm": partial(_english, "lstm"),
    "addition": _addition,
}
