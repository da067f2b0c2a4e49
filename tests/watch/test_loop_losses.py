"""Losses that a loop tells are read later, thinned to their extremes, and stored."""

import numpy as np
import pytest
import torch

import rnnviz
from rnnviz.storage.ownership import MACHINE
from rnnviz.watch.loop_losses import KEPT, LoopLosses
from rnnviz.watch.loop_store import LoopStore


def test_numbers_and_tensors_are_read_and_what_is_none_is_left_out():
    losses = LoopLosses()
    for step, value in enumerate((0.5, torch.tensor(0.25, requires_grad=True), torch.ones(2), None, 1)):
        losses.tell(step, value)
    assert losses.has_news
    assert losses.points().tolist() == [[0.0, 1.0, 4.0], [0.5, 0.25, 1.0]]
    assert not losses.has_news


def test_of_many_the_extremes_stay():
    losses, values = LoopLosses(), np.sin(np.arange(20_000) / 300)
    values[[5_000, 15_000]] = 9.0, -9.0
    for step, value in enumerate(values.tolist()):
        losses.tell(step, value)
    points = losses.points()
    assert points.shape[1] <= KEPT
    assert np.all(np.diff(points[0]) > 0)
    for step in (5_000, 15_000):
        assert values[step] in points[1, points[0] == step]


@pytest.fixture
def told(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "store"))
    loop = torch.nn.RNN(2, 3)
    with rnnviz.watch(loop, name="told", every=1) as watch:
        for _ in range(3):
            output, _state = loop(torch.randn(4, 1, 2))
            loss = output.square().mean()
            watch.loss(loss)
            loss.backward()
    store = LoopStore(tmp_path / "store")
    yield store
    store.close()


def test_a_loop_s_losses_stand_in_the_store(told):
    (loop,) = told.loops((MACHINE,), 1)
    points = told.losses(loop.id)
    assert points[0].tolist() == [1.0, 2.0, 3.0]
    assert (points[1] > 0).all()
    told.rows("UPDATE loop_losses SET points = x'00'")
    assert told.losses(loop.id).shape == (2, 0)


def test_a_loop_is_called_otherwise_by_its_owner(told):
    (loop,) = told.loops((MACHINE,), 1)
    assert not told.rename_loop(loop.id, "stolen", ("you",))
    assert told.rename_loop(loop.id, "mine\n", (MACHINE,))
    assert told.loop(loop.id).name == "mine"
