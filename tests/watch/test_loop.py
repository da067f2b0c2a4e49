"""`rnnviz.watch` against autograd through PyTorch's own cells, and what it leaves untouched."""

import copy
import gc
import io
import os
import signal
import sqlite3
import subprocess
import sys
import warnings
from contextlib import ExitStack, closing
from pathlib import Path

import numpy as np
import pytest
import torch
from support.cell_loops import unrolled
from support.waiting import until
from torch import nn

import rnnviz
from rnnviz.storage import database
from rnnviz.storage.clock import clock
from rnnviz.text.message import Refusal
from rnnviz.watch.loop_store import SILENCE, LoopStatus, LoopStore
from rnnviz.watch.packed_frame import unpack

KINDS = [nn.RNN, nn.GRU, nn.LSTM]
SHAPES = [(1, False), (1, True), (2, False), (2, True)]


class Model(nn.Module):
    """A layer two modules down, with a readout."""

    def __init__(self, rnn):
        super().__init__()
        self.inner = nn.ModuleDict({"rnn": rnn})
        width = rnn.hidden_size * (2 if rnn.bidirectional else 1)
        self.readout = nn.Linear(width, 2, dtype=next(rnn.parameters()).dtype)

    def forward(self, x, hx=None):
        out, last = self.inner["rnn"](x, hx)
        return self.readout(out), last


def layer_of(watch, name="inner.rnn"):
    return watch.frames[-1].layers[name]


def hooks_on(module) -> int:
    kinds = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_forward_hooks_with_kwargs")
    return sum(len(getattr(one, kind)) for one in module.modules() for kind in kinds)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("layers", "both"), SHAPES)
@pytest.mark.parametrize("started", [False, True])
def test_it_has_the_gradients_of_autograd_cell_by_cell(kind, layers, both, started):
    torch.manual_seed(0)
    model = Model(kind(3, 5, layers, bidirectional=both, dtype=torch.float64))
    x = torch.randn(7, 4, 3, dtype=torch.float64)
    hx = None
    if started:
        parts = torch.randn(2, layers * (1 + both), 4, 5, dtype=torch.float64)
        hx = tuple(parts) if kind is nn.LSTM else parts[0]
    weight = torch.randn(7, 4, 2, dtype=torch.float64)
    with rnnviz.watch(model, every=1, sequence=2) as watch:
        logits, last = model(x, hx)
        # a loss of the outputs and of the last states
        ends = last if isinstance(last, tuple) else (last,)
        (sum((logits * weight).flatten()) + sum((end**2).sum() for end in ends)).backward()
    mine = layer_of(watch)

    truth = unrolled(model.inner["rnn"], x, hx)
    loss = (model.readout(truth.output) * weight).sum() + (truth.hidden**2).sum()
    if kind is nn.LSTM:
        loss = loss + (truth.memory**2).sum()
    loss.backward()
    assert mine.exact
    assert mine.error < 1e-14
    np.testing.assert_allclose(mine.hidden, truth.states[:, :, 2].detach(), rtol=0, atol=1e-14)
    np.testing.assert_allclose(mine.gradient, truth.gradient(2), rtol=1e-10, atol=1e-14)
    if kind is nn.LSTM:
        np.testing.assert_allclose(
            mine.memory_gradient, truth.memory_gradient(2), rtol=1e-10, atol=1e-14
        )
    else:
        assert mine.memory is mine.memory_gradient is None
    norms = {name: float(one.grad.norm()) for name, one in model.inner["rnn"].named_parameters()}
    assert mine.parameters == pytest.approx(norms, rel=1e-12)


def test_the_usual_recipe_shows_nothing_where_this_shows_the_truth():
    """The trap: within a fused operation no earlier state is in the graph."""
    torch.manual_seed(0)
    lstm = nn.LSTM(3, 5, dtype=torch.float64)
    x = torch.randn(7, 1, 3, dtype=torch.float64)
    with rnnviz.watch(lstm, every=1) as watch:
        out, _ = lstm(x)
        out.retain_grad()
        (out[-1] ** 2).sum().backward()
    assert out.grad[:-1].abs().max() == 0.0
    truth = unrolled(lstm, x)
    (truth.output[-1] ** 2).sum().backward()
    mine = layer_of(watch, "LSTM").gradient
    assert (mine > 0.0).all()
    np.testing.assert_allclose(mine, truth.gradient(0), rtol=1e-10)


@pytest.mark.parametrize("kind", KINDS)
def test_a_watched_run_is_trained_as_an_unwatched_one(kind):
    """Weights, losses and random numbers, bit for bit, with dropout."""

    def trained(watched):
        torch.manual_seed(1)
        model = Model(kind(3, 4, 2, dropout=0.3))
        optimizer = torch.optim.Adam(model.parameters())
        watch = rnnviz.watch(model, every=2) if watched else None
        losses = []
        for _ in range(50):
            logits, _ = model(torch.randn(6, 3, 3))
            loss = (logits**2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        weights = torch.cat([one.detach().flatten() for one in model.parameters()])
        return watch, losses, weights, torch.get_rng_state()

    _, losses, weights, state = trained(False)
    watch, *others = trained(True)
    assert len(watch.frames) >= 10  # ten a second, however long it takes
    assert all(frame.exact for frame in watch.frames)
    assert others[0] == losses
    assert torch.equal(others[1], weights)
    assert torch.equal(others[2], state)


def test_every_hook_goes_with_close_and_with_deletion():
    model = Model(nn.LSTM(3, 4, 2, dropout=0.5))
    model.cell = nn.utils.parametrizations.weight_norm(nn.GRUCell(3, 4), "weight_hh")
    before = hooks_on(model)
    watch = rnnviz.watch(model)
    assert watch.layers == ("inner.rnn", "cell")
    assert hooks_on(model) > before
    watch.close()
    watch.close()
    assert watch.closed
    assert hooks_on(model) == before
    with rnnviz.watch(model):
        assert hooks_on(model) > before
    assert hooks_on(model) == before
    watch = rnnviz.watch(model)
    model(torch.zeros(2, 1, 3))
    del watch
    gc.collect()
    assert hooks_on(model) == before


def test_a_watched_model_is_saved_and_copied_without_being_watched():
    model = Model(nn.LSTM(3, 4))
    watch = rnnviz.watch(model, every=1)
    file = io.BytesIO()
    torch.save(model, file)
    file.seek(0)
    for other in (copy.deepcopy(model), torch.load(file, weights_only=False)):
        logits, _ = other(torch.randn(2, 1, 3))
        logits.sum().backward()
    assert len(watch.frames) == 0
    assert b"rnnviz" not in file.getvalue()


def test_it_does_not_keep_the_model_alive():
    model = Model(nn.LSTM(3, 4))
    watch = rnnviz.watch(model, every=1)
    logits, _ = model(torch.randn(2, 1, 3))
    logits.sum().backward()
    rnn = rnnviz.watch.__globals__["weakref"].ref(model)
    del model, logits, _
    gc.collect()
    assert rnn() is None
    assert len(watch.frames) == 1


def test_what_is_shown_has_a_name():
    watch = rnnviz.watch(nn.GRU(3, 4), name="my run")
    assert repr(watch) == "<rnnviz.watch 'my run': GRU; 0 frames>"
    assert rnnviz.watch(nn.GRU(3, 4)).name == "GRU"


@pytest.mark.parametrize(
    ("module", "options", "words"),
    [
        (nn.Linear(2, 2), {}, "Linear has no recurrent layer"),
        ("rnn", {}, "module is a str"),
        (nn.GRU(2, 2), {"every": 0}, "every is 0"),
        (nn.GRU(2, 2), {"sequence": -1}, "sequence is -1"),
        (nn.GRU(2, 2), {"most_bytes": 1.5}, "most_bytes is 1.5"),
    ],
)
def test_what_cannot_be_watched_is_refused(module, options, words):
    with pytest.raises(Refusal, match=words):
        rnnviz.watch(module, **options)


def test_a_projection_is_named_and_the_rest_is_watched():
    model = nn.ModuleList([nn.LSTM(3, 4, proj_size=2), nn.GRU(3, 4)])
    watch = rnnviz.watch(model)
    assert watch.layers == ("1",)
    assert "0 projects its states (proj_size 2)" in str(watch.notes[0])


def test_its_frames_come_into_the_store_with_what_the_loop_does(own_store):
    model = Model(nn.LSTM(3, 4))
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    with rnnviz.watch(model, name="mine", every=1) as watch:
        state = None
        for _ in range(5):
            optimizer.zero_grad()
            logits, state = model(torch.randn(6, 2, 3), state)
            state = tuple(part.detach() for part in state)
            logits.pow(2).sum().backward()
            optimizer.step()
    with closing(LoopStore(own_store)) as store:
        (loop,) = store.loops(("",), 5)
        assert (loop.name, loop.status) == ("mine", LoopStatus.CLOSED)
        assert str(loop.message).startswith(str(watch.truncation))
        last = store.frame(loop.id, loop.newest)
        assert last.head.call == watch.frames[-1].step
        kept = unpack(last.packed).layers["inner.rnn"]
        np.testing.assert_array_equal(kept.gradient, layer_of(watch).gradient)
        assert last.norms["inner.rnn.weight_hh_l0"] == kept.parameters["weight_hh_l0"]


def test_its_end_is_told_with_what_it_did_since_its_last_frame(own_store):
    model = Model(nn.LSTM(3, 4))
    with rnnviz.watch(model, name="mine", every=100) as watch:
        state = None
        for step in range(9):
            logits, state = model(torch.randn(6, 2, 3), state)
            logits.pow(2).sum().backward(retain_graph=True)
            if step != 5:  # forgotten once
                state = tuple(part.detach() for part in state)
    assert watch.truncation.not_cut_at == (6,)
    with closing(LoopStore(own_store)) as store:
        (loop,) = store.loops(("",), 5)
        assert [head.call for head in store.heads(loop.id)] == [0]
        assert loop.calls == 8
        assert str(loop.message).startswith(str(watch.truncation))


@pytest.mark.parametrize("hindrance", ["locked", "a folder"])
def test_a_store_that_cannot_be_written_is_warned_of_once_and_the_loop_goes_on(
    own_store, hindrance, monkeypatch
):
    monkeypatch.setattr(database, "WAIT", 0.01)
    said = []
    monkeypatch.setattr(warnings, "warn", lambda text, *rest, **more: said.append(text))
    with ExitStack() as stack:
        if hindrance == "locked":
            other = stack.enter_context(closing(sqlite3.connect(own_store, isolation_level=None)))
            other.execute("BEGIN EXCLUSIVE")
        else:
            own_store.mkdir()
        model = Model(nn.GRU(3, 4))
        watch = rnnviz.watch(model, name="mine", every=1)
        for _ in range(5):
            model(torch.randn(6, 2, 3))[0].sum().backward()
            until(lambda: said)
        watch.close()
    assert len(watch.frames) == 5
    assert len(said) == 1
    assert said[0].startswith("Of the loop mine nothing is stored for the moment")


def test_a_loop_that_is_killed_is_there_with_its_last_frame_and_counts_as_ended(own_store, monkeypatch):
    tests = Path(__file__).parents[1]
    paths = {"PYTHONPATH": os.pathsep.join([str(tests), str(tests.parent)])}
    command = [sys.executable, "-m", "support.killed_loop"]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | paths)
    assert done.returncode == -signal.SIGKILL, done.stderr
    later = clock.now() + SILENCE + 1.0
    monkeypatch.setattr(type(clock), "age", lambda self, at: later - at)
    with closing(LoopStore(own_store)) as store:
        (loop,) = store.loops(("",), 5)
        assert (loop.name, loop.status) == ("killed", LoopStatus.SILENT)
        assert loop.calls == 2
        last = unpack(store.frame(loop.id, loop.newest).packed)
    assert last.step == 2
    assert last.layers["GRU"].exact
    assert (last.layers["GRU"].gradient > 0.0).all()


def test_nothing_is_stored_that_is_not_to_be(own_store):
    model = Model(nn.GRU(3, 4))
    with rnnviz.watch(model, every=1, stored=False) as watch:
        model(torch.randn(6, 2, 3))[0].sum().backward()
    assert watch.frames
    assert not own_store.exists()
