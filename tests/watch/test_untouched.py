"""Loops of every kind that people write, watched and not: the same bit for bit, and each is either seen
exactly or said not to be."""

from dataclasses import dataclass, field

import pytest
import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_
from torch.nn.utils.parametrizations import weight_norm
from torch.nn.utils.rnn import pack_padded_sequence
from torch.utils.checkpoint import checkpoint

import rnnviz

UPDATES, STEPS, BATCH, READ, SIZE = 50, 6, 3, 4, 5
KINDS = [nn.RNN, nn.GRU, nn.LSTM]


def detached(state):
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


@dataclass
class Loop:
    """A layer with a readout, and what each of its updates does: the plain one, and others below."""

    kind: type = nn.LSTM
    settings: dict = field(default_factory=dict)
    dtype: torch.dtype = torch.float32

    def __post_init__(self):
        torch.manual_seed(3)
        rnn = self.kind(READ, SIZE, dtype=self.dtype, **self.settings)
        width = (self.settings.get("proj_size") or SIZE) * (1 + getattr(rnn, "bidirectional", False))
        self.model = nn.ModuleDict({"rnn": rnn, "readout": nn.Linear(width, 2, dtype=self.dtype)})
        self.prepare()
        self.optimizer = torch.optim.Adam(self.model.parameters(), 0.01)

    def prepare(self):
        """What a kind of loop adds before it begins."""

    @property
    def rnn(self):
        return self.model["rnn"]

    def batch(self):
        return torch.randn(STEPS, BATCH, READ, dtype=self.dtype)

    def loss(self):
        return self.model["readout"](self.rnn(self.batch())[0]).square().mean()

    def update(self, number):
        loss = self.loss()
        self.optimizer.zero_grad()
        loss.backward()
        clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        return loss.item()


class Half(Loop):
    """Mixed precision, with the loss scaled as for float16."""

    def prepare(self):
        self.scaler = torch.amp.GradScaler("cpu", init_scale=2.0**12, growth_interval=10)

    def update(self, number):
        with torch.autocast("cpu", torch.bfloat16):
            loss = self.loss()
        self.optimizer.zero_grad()
        self.scaler.scale(loss).backward()
        self.scaler.unscale_(self.optimizer)
        clip_grad_norm_(self.model.parameters(), 1.0)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        return loss.item()


class Autocast(Loop):
    """Mixed precision as bfloat16 has it: nothing is scaled."""

    def loss(self):
        with torch.autocast("cpu", torch.bfloat16):
            return super().loss()


class Checkpointed(Loop):
    """The layer runs once more in the backward pass."""

    again = False

    def loss(self):
        x = self.batch().requires_grad_()
        out = checkpoint(lambda read: self.rnn(read)[0], x, use_reentrant=self.again)
        return self.model["readout"](out).square().mean()


class CheckpointedAgain(Checkpointed):
    again = True


class Parallel(Loop):
    """DataParallel, which without devices calls the module itself."""

    def prepare(self):
        self.model["rnn"] = nn.DataParallel(self.rnn)
        self.model["rnn"].bidirectional = False


class Compiled(Loop):
    """Its loss compiled, with the layer between two graphs."""

    backend = "eager"

    def prepare(self):
        torch._dynamo.reset()
        readout, rnn = self.model["readout"], self.rnn
        self.compiled = torch.compile(lambda x: readout(rnn(x)[0]).square(), backend=self.backend)

    def loss(self):
        return self.compiled(self.batch()).mean()


class CompiledAhead(Compiled):
    backend = "aot_eager"


class Shared(Loop):
    """One layer that reads two texts in one loss."""

    def loss(self):
        return super().loss() + 2 * super().loss()


class Evaluated(Loop):
    """Looks at how good it is, in evaluation mode, after every fifth update."""

    def update(self, number):
        done = super().update(number)
        if number % 5:
            return done
        self.model.eval()
        with torch.no_grad():
            done += self.loss().item()
        self.model.train()
        return done


class Packed(Loop):
    """Sequences of unequal length."""

    def loss(self):
        x = torch.randn(BATCH, STEPS, READ).transpose(0, 1)
        lengths = torch.randint(1, STEPS + 1, (BATCH,))
        read = pack_padded_sequence(x, lengths, enforce_sorted=False)
        return self.model["readout"](self.rnn(read)[0].data).square().mean()


class Carried(Loop):
    """A state that is carried from update to update, and cut."""

    state = None

    def loss(self):
        out, state = self.rnn(self.batch(), self.state)
        self.state = detached(state)
        return self.model["readout"](out).square().mean()


class Learned(Loop):
    """A first state that is learned."""

    def prepare(self):
        self.first = nn.Parameter(torch.zeros(1, 1, SIZE))
        self.model.register_parameter("first", self.first)

    def loss(self):
        hx = self.first.expand(-1, BATCH, -1).contiguous()
        out, _ = self.rnn(self.batch(), (hx, hx) if self.kind is nn.LSTM else hx)
        return self.model["readout"](out[-1]).square().mean()


class Accumulated(Loop):
    """Gradients of three batches, and two losses over the last one, before an update."""

    def update(self, number):
        self.optimizer.zero_grad()
        for _ in range(2):
            self.loss().backward()
        out = self.model["readout"](self.rnn(self.batch())[0])
        out.mean().backward(retain_graph=True)
        loss = out.square().mean()
        loss.backward()
        self.optimizer.step()
        return loss.item()


class Stepwise(Loop):
    """A cell that is called step by step."""

    def loss(self):
        state, losses = None, []
        for x in self.batch():
            state = self.rnn(x, state)
            hidden = state[0] if isinstance(state, tuple) else state
            losses.append(self.model["readout"](hidden).square().mean())
        return sum(losses)


class CompiledCells(Stepwise):
    """Cells that become a part of a compiled graph."""

    def prepare(self):
        torch._dynamo.reset()
        self.compiled = torch.compile(super().loss, backend="aot_eager")

    def loss(self):
        return self.compiled()


class Normed(Loop):
    """Weights that are made anew for each call."""

    def prepare(self):
        weight_norm(self.rnn, "weight_hh_l0")


TWO = {"num_layers": 2, "dropout": 0.3}
LOOPS = {
    **{f"plain {kind.__name__}": (Loop, kind, {}) for kind in KINDS},
    **{f"dropout {kind.__name__}": (Loop, kind, TWO) for kind in KINDS},
    **{f"autocast {kind.__name__}": (Autocast, kind, TWO) for kind in KINDS},
    **{f"scaled {kind.__name__}": (Half, kind, {}) for kind in KINDS},
    **{f"packed {kind.__name__}": (Packed, kind, TWO | {"bidirectional": True}) for kind in KINDS},
    **{f"carried {kind.__name__}": (Carried, kind, TWO) for kind in KINDS},
    "checkpoint": (Checkpointed, nn.LSTM, TWO),
    "reentrant checkpoint": (CheckpointedAgain, nn.LSTM, TWO),
    "DataParallel": (Parallel, nn.GRU, {}),
    "compiled": (Compiled, nn.GRU, TWO),
    "compiled ahead": (CompiledAhead, nn.LSTM, {}),
    "shared": (Shared, nn.GRU, {"bidirectional": True}),
    "evaluated": (Evaluated, nn.LSTM, TWO),
    "learned state": (Learned, nn.LSTM, {}),
    "accumulated": (Accumulated, nn.GRU, TWO),
    "cells": (Stepwise, nn.LSTMCell, {}),
    "compiled cells": (CompiledCells, nn.GRUCell, {}),
    "weight norm": (Normed, nn.LSTM, {}),
    "projected": (Loop, nn.LSTM, {"proj_size": 2}),
    "without biases": (Loop, nn.RNN, {"nonlinearity": "relu", "bias": False}),
}

# of these nothing can be seen, and what is said of it
UNSEEN = {
    "projected": "projects its states (proj_size 2)",
    "compiled cells": "rnn is a part of what torch.compile has made of the loop",
}


def trained(name, watched):
    """A loop after so many updates: its losses, weights and random numbers, and what was seen of it."""
    made, kind, settings = LOOPS[name]
    loop = made(kind, settings)
    watch = rnnviz.watch(loop.model, every=3, stored=False) if watched else None
    losses = [loop.update(number) for number in range(UPDATES)]
    if watch is not None:
        watch.close()
    weights = torch.cat([one.detach().flatten() for one in loop.model.parameters()])
    return watch, (losses, weights, torch.get_rng_state())


@pytest.mark.parametrize("name", LOOPS)
@pytest.mark.filterwarnings("ignore")
def test_it_trains_as_it_does_unwatched_and_is_seen_or_said_not_to_be(name):
    watch, (losses, weights, random) = trained(name, True)
    _, (own_losses, own_weights, own_random) = trained(name, False)
    assert losses == own_losses
    assert torch.equal(weights, own_weights)
    assert torch.equal(random, own_random)
    if name in UNSEEN:
        assert len(watch.frames) == 0
        (note,) = watch.notes
        assert UNSEEN[name] in str(note)
        return
    seen = [layer for frame in watch.frames for layer in frame.layers.values()]
    assert all(layer.exact for layer in seen)
    assert any(layer.gradient is not None for layer in seen)
    expected = 1 if name == "reentrant checkpoint" else 0
    assert len(watch.notes) == expected, list(map(str, watch.notes))
