"""When a frame is due, what belongs to it, and who is told what."""

import numpy as np
import pytest
import torch
from torch import nn

import rnnviz
from rnnviz.watch import recorder
from rnnviz.watch.calls import CUT, RESET, UNCUT


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """As if every step took a second."""
    clock = iter(range(10**9))
    monkeypatch.setattr(recorder.time, "monotonic", lambda: float(next(clock)))


class Told:
    """Keeps what it is told."""

    def __init__(self, wants=False):
        self.wanted, self.calls, self.kept, self.reached, self.steps = wants, [], [], [], []

    def wants(self, call):
        return self.wanted

    def spares(self, layer):
        return 0

    def on_brief(self, layer, calls, passes):
        pass

    def on_call(self, call, kept):
        self.calls.append(call)
        self.kept.append(kept)

    def on_backward(self, reached):
        self.reached.append([(call.layer, call.number) for call in reached])

    def on_step(self, layer, number):
        self.steps.append((layer, number))


def observed(module, told, **options):
    watch = rnnviz.watch(module, **options)
    watch._recorder.observers = [told]  # nobody else wants calls to be kept
    return watch


def gru():
    torch.manual_seed(0)
    return nn.GRU(2, 3)


X = torch.randn(4, 2, 2, generator=torch.Generator().manual_seed(0))


def test_one_step_in_so_many_is_a_frame():
    rnn = gru()
    watch = rnnviz.watch(rnn, every=3)
    for _ in range(8):
        rnn(X)[0].sum().backward()
    assert [frame.step for frame in watch.frames] == [0, 3, 6]
    assert [frame.number for frame in watch.frames] == [0, 1, 2]
    assert watch.frames[-1].layers["GRU"].call.number == 6


def test_no_frame_is_taken_too_soon_and_the_one_that_was_due_comes_later(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(recorder.time, "monotonic", lambda: now[0])
    rnn = gru()
    watch = rnnviz.watch(rnn, every=4)
    for step in range(100):
        now[0] = 0.02 * step
        rnn(X)[0].sum().backward()
    assert len(watch.frames) == 20  # of two seconds
    assert watch.frames[10].seconds >= 1.0


def test_accumulated_steps_are_each_their_own():
    rnn = gru()
    watch = rnnviz.watch(rnn, every=1)
    for _ in range(3):
        rnn(X)[0].sum().backward()
    norms = [frame.layers["GRU"].parameters["weight_hh_l0"] for frame in watch.frames]
    assert norms == pytest.approx([norms[0], 2 * norms[0], 3 * norms[0]])  # what stands in .grad
    gradients = [frame.layers["GRU"].gradient for frame in watch.frames]
    np.testing.assert_array_equal(gradients[0], gradients[2])


def test_two_losses_over_the_same_call_are_two_frames():
    rnn = gru()
    watch = rnnviz.watch(rnn, every=1)
    out, _ = rnn(X)
    out[0].sum().backward(retain_graph=True)
    out[-1].sum().backward()
    first, second = (frame.layers["GRU"].gradient[0] for frame in watch.frames)
    assert (first[1:] == 0).all()
    assert (second > 0).all()
    assert [frame.step for frame in watch.frames] == [0, 0]


def test_passes_that_reach_different_layers_join_in_one_frame():
    model = nn.ModuleDict({"a": gru(), "b": gru()})
    watch = rnnviz.watch(model, every=1)
    one, two = model["a"](X)[0], model["b"](X)[0]
    one.sum().backward()
    assert watch.frames[-1].layers["b"].gradient is None
    two.sum().backward()
    (frame,) = watch.frames
    assert all(layer.gradient is not None for layer in frame.layers.values())


def test_a_shared_layer_has_a_part_for_each_call():
    rnn = gru()
    watch = rnnviz.watch(rnn, every=1)
    (rnn(X)[0].sum() + 2 * rnn(X)[0].sum()).backward()
    layers = watch.frames[-1].layers
    assert list(layers) == ["GRU", "GRU#2"]
    np.testing.assert_allclose(2 * layers["GRU"].gradient, layers["GRU#2"].gradient, rtol=1e-6)


def test_windows_before_one_backward_pass_are_kept_up_to_a_number():
    rnn = gru()
    watch = rnnviz.watch(rnn, every=1)
    last, losses = None, []
    for _ in range(6):
        out, last = rnn(X, last)
        losses.append(out.sum())
    sum(losses).backward()
    assert len(watch.frames[-1].layers) == recorder.MOST_CALLS
    # what later windows send to earlier ones comes by the last state
    layers = list(watch.frames[-1].layers.values())
    assert layers[0].gradient[0, -1] > layers[0].gradient[0, 0] / 2
    assert layers[0].by_hidden is not None


def test_without_a_backward_pass_the_states_are_shown():
    rnn = gru().eval()
    watch = rnnviz.watch(rnn, every=2)
    with torch.no_grad():
        for _ in range(5):
            rnn(X)
    assert [frame.step for frame in watch.frames] == [0, 2, 4]
    layer = watch.frames[-1].layers["GRU"]
    assert layer.gradient is layer.by_output is None
    assert layer.exact
    assert not watch.frames[-1].training


def test_a_frame_that_was_looked_at_early_is_completed():
    rnn = gru()
    watch = rnnviz.watch(rnn, every=1)
    loss = rnn(X)[0].sum()
    assert watch.frames[-1].layers["GRU"].gradient is None
    loss.backward()
    assert len(watch.frames) == 1
    assert watch.frames[-1].layers["GRU"].gradient is not None


def test_a_loss_that_goes_another_way_leaves_the_frame_to_the_next_step():
    rnn, told = gru(), Told()
    watch = observed(rnn, told, every=10)
    kept, _ = rnn(X)
    for _ in range(recorder.MOST_CALLS):
        other, _ = rnn(X)
    other.sum().backward()
    assert len(watch.frames) == 0
    rnn(X)[0].sum().backward()
    assert [frame.step for frame in watch.frames] == [1]
    assert kept.grad_fn is not None


def test_a_backward_pass_that_fails_is_no_step():
    rnn = gru()
    watch = rnnviz.watch(rnn, every=1)
    out, _ = rnn(X)
    wrong = out * 1.0
    wrong.register_hook(lambda gradient: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        wrong.sum().backward()
    rnn(X)[0].sum().backward()
    assert [list(frame.layers) for frame in watch.frames] == [["GRU", "GRU#2"]]
    assert watch.frames[-1].layers["GRU"].gradient is None
    assert watch.frames[-1].layers["GRU#2"].gradient is not None


def test_who_observes_is_told_in_order():
    rnn, told = gru(), Told()
    watch = observed(rnn, told, every=1000)
    optimizer = torch.optim.SGD(rnn.parameters(), 0.1)
    last = None
    for number in range(4):
        out, last = rnn(X, last)
        out.sum().backward(retain_graph=number == 2)
        if number != 1:
            optimizer.step()
        last = last if number == 2 else last.detach()
        if number == 2:
            break
    assert [call.state for call in told.calls] == [RESET, CUT, CUT]
    assert [call.number for call in told.calls] == [0, 1, 2]
    assert [(call.steps, call.batch) for call in told.calls] == [(4, 2)] * 3
    assert [call.updates for call in told.calls] == [0, 1, 1]
    assert told.reached == [[("GRU", 0)], [("GRU", 1)], [("GRU", 2)]]
    assert told.steps == [("GRU", 1)]
    assert [kept is not None for kept in told.kept] == [True, False, False]
    assert watch.frames[0].updates == 0


def test_a_pass_that_goes_through_two_windows_reaches_both():
    rnn, told = gru(), Told(wants=True)
    watch = observed(rnn, told, every=1000)
    _, last = rnn(X)
    second, _ = rnn(X, last)
    second.sum().backward()
    assert [call.state for call in told.calls] == [RESET, UNCUT]
    assert told.reached == [[("GRU", 0), ("GRU", 1)]]
    assert len(watch.frames) == 1
    # what was wanted is complete: the first one has what came by its last state
    before, after = told.kept
    assert before.by_output is None
    assert np.abs(before.by_hidden).sum() > 0
    np.testing.assert_array_equal(after.by_output, np.ones((4, 3)))
    assert before.weights[0].weight_hh.shape == (9, 3)


def test_an_error_of_ours_is_said_and_the_loop_goes_on(caplog):
    class Broken(Told):
        def on_call(self, call, kept):
            raise RuntimeError("oh")

        on_backward = on_call

    rnn = gru()
    watch = observed(rnn, Broken())
    for _ in range(2):
        rnn(X)[0].sum().backward()
    assert len(watch.notes) == 2  # once for the calls, once for the passes
    assert "GRU cannot be watched here (RuntimeError: oh); its training goes on" in str(watch.notes[0])
    assert len(caplog.records) == 2
    assert len(watch.frames) == 1
