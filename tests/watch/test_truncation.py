"""What `watch.truncation` says: of records by hand, and of the loops that people write in PyTorch."""

import pytest
import torch
from support import watched_loops as loops
from support.loop_records import LAYER, TorchLoop, call, windows_of
from torch import nn
from torch.utils.checkpoint import checkpoint

from rnnviz.watch.calls import CUT, RESET, UNCUT
from rnnviz.watch.truncation import MOST_NOTES, LoopTruncation, TruncationReader


def test_nothing_is_said_before_anything_was_called():
    seen = TruncationReader().seen()
    assert str(seen) == "no call yet"
    assert (seen.every, seen.reach, seen.carried, seen.not_cut_at) == (0, 0, False, ())
    assert seen.left_out is None
    assert str(seen.why_not) == "No windows in a row have been kept yet."
    assert str(LoopTruncation({})) == "no call yet"


def test_the_loop_is_told_by_the_layer_that_carries_a_state():
    reader = TruncationReader()
    for number in range(20):
        both = [
            call(number, RESET, 9, layer="encoder"),
            call(number, CUT if number else RESET, 5, layer="decoder"),
        ]
        for one in both:
            reader.on_call(one, None)
        reader.on_backward(tuple(both))
        for one in both:
            reader.on_step(one.layer, number + 1)
    seen = reader.seen()
    assert (seen.main, seen.every, seen.carried, seen.cut) == ("decoder", 5, True, True)
    assert (seen.losses, seen.updates, seen.since) == (1.0, 1.0, 0)
    assert str(seen) == (
        "encoder: windows of 9, state reset at every window. "
        "decoder: windows of 5, state carried, cut at every window."
    )


def test_layers_that_do_the_same_are_told_of_once():
    reader = TruncationReader()
    for number in range(5):
        for layer in ("rnn.0", "rnn.1"):
            one = call(number, CUT if number else RESET, layer=layer)
            reader.on_call(one, None)
            reader.on_backward((one,))
    assert str(reader.seen()) == "windows of 5, state carried, cut at every window"


def test_a_forgotten_cut_is_named():
    reader = TruncationReader()
    windows_of(reader, [RESET, *[CUT] * 311, UNCUT, *[CUT] * 20], steps=25)
    seen = reader.seen()
    assert str(seen) == "windows of 25, state carried, cut at every window; at call 312 it was not cut"
    assert (seen.every, seen.reach, seen.not_cut_at) == (25, 25, (312,))


def kept_by(reader, loop):
    """Tell of windows that were kept."""
    for kept in loop.kept():
        assert reader.wants(kept.call)
        reader.on_call(kept.call, kept)
        reader.on_backward((kept.call,))
    return reader.seen()


def test_what_the_cut_leaves_out_comes_with_it():
    seen = kept_by(TruncationReader(), TorchLoop("gru"))
    assert seen.why_not is None
    assert seen.left_out.size > 0.0
    assert seen.left_out.steps == 18
    assert seen.layers[LAYER].windows == 3


def test_why_it_cannot_be_told_is_said():
    reader, loop = TruncationReader(), TorchLoop("gru")
    for kept in loop.kept():
        kept.hidden = kept.hidden + 1.0
        reader.on_call(kept.call, kept)
        reader.on_backward((kept.call,))
    assert reader.seen().left_out is None
    assert "not one sequence" in str(reader.seen().why_not)


def test_a_call_that_no_loss_can_go_back_over_is_not_kept():
    reader = TruncationReader()
    assert not reader.wants(call(0, RESET, graph=False))
    reader.on_call(call(0, RESET, graph=False), None)
    assert str(reader.seen()) == "no call yet that a loss can go back over"
    reader.on_step("another", 3)  # of a layer that was never called


def test_of_calls_that_run_twice_it_says_that_nothing_is_seen():
    loop = loops.Loop(nn.GRU)
    read = loop.window(0, 5).requires_grad_()
    output = checkpoint(lambda read: loop.rnn(read)[0], read, use_reentrant=True)
    loop.loss(output).backward()
    assert str(loop.close()) == "calls run twice (checkpointing), so what is cut is not seen"


def test_windows_are_kept_from_the_first_one_on_also_after_an_evaluation():
    reader = TruncationReader()
    for number in range(300):
        reader.on_call(call(number, RESET, graph=False), None)
    assert reader.wants(call(300, RESET))


def test_notes_say_the_same_whenever_they_are_looked_at():
    states = [RESET, *[CUT] * 200, UNCUT, *[CUT] * 100, RESET, *[CUT] * 98]
    told, looked = TruncationReader(), TruncationReader()
    windows_of(told, states, update_every=2)
    for number, state in enumerate(states):
        if number and number % 2 == 0:
            looked.on_step(LAYER, number)
        looked.on_call(call(number, state), None)
        looked.on_backward((call(number, state),))
        looked.seen()
    assert told.seen().layers == looked.seen().layers
    assert len(told._notes) < MOST_NOTES


CUT_AT_ALL = "windows of 5, state carried, cut at every window"


@pytest.mark.parametrize(
    ("loop", "sentence"),
    [
        (loops.reset, "windows of 5, state reset at every window"),
        (loops.detach, CUT_AT_ALL),
        (lambda: loops.detach(kind=nn.GRU), CUT_AT_ALL),
        (lambda: loops.detach(kind=nn.RNN, nonlinearity="relu"), CUT_AT_ALL),
        (lambda: loops.detach(forget=(7,)), f"{CUT_AT_ALL}; at call 7 it was not cut"),
        (
            loops.never_detached,
            "windows of 5, state carried, never cut; losses reach back up to 60 steps",
        ),
        (loops.by_hand, "windows of 3, state carried, cut at every window; losses reach back 7 steps"),
        (loops.overlapping, f"{CUT_AT_ALL}; losses reach back 20 steps"),
        (
            loops.chunks,
            "windows of 5, state carried, cut every 4 windows; losses reach back up to 20 steps; "
            "an update every 4 windows",
        ),
        (lambda: loops.detach(every=4), f"{CUT_AT_ALL}; an update every 4 windows"),
        (lambda: loops.detach(every=4, together=True), f"{CUT_AT_ALL}; an update every 4 windows"),
        (loops.two_losses, f"{CUT_AT_ALL}; 2 losses a window"),
        (loops.mixed_precision, CUT_AT_ALL),
        # every second call is an evaluation
        (loops.evaluated, f"{CUT_AT_ALL}; at call 14 it was not cut"),
        (lambda: loops.detach(batch_first=True), CUT_AT_ALL),
        (lambda: loops.detach(num_layers=2, dropout=0.5), CUT_AT_ALL),
        (loops.packed, "windows of 7 to 11, state reset at every window"),
        (loops.wrapped, CUT_AT_ALL),
        (loops.step_by_step, CUT_AT_ALL),
        (lambda: loops.step_by_step(cell=True), CUT_AT_ALL),
        (loops.epochs, f"{CUT_AT_ALL}; at calls 5, 10, 15 it was reset"),
    ],
    ids=lambda value: "" if isinstance(value, str) else getattr(value, "__name__", ""),
)
def test_it_is_right_on_the_loops_that_people_write(loop, sentence):
    assert str(loop()) == sentence


def test_its_numbers_are_those_of_the_loop():
    seen = loops.detach(forget=(7,))
    assert (seen.every, seen.reach, seen.carried, seen.cut, seen.not_cut_at) == (5, 5, True, True, (7,))
    assert (seen.losses, seen.updates, seen.since) == (1.0, 1.0, 0)
    seen = loops.overlapping()
    assert (seen.every, seen.reach) == (5, 20)
    seen = loops.by_hand()
    assert (seen.every, seen.reach) == (3, 7)
    assert not loops.never_detached().cut
    assert not loops.reset().carried


@pytest.mark.parametrize("kind", [nn.RNN, nn.GRU, nn.LSTM])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("batch_first", [False, True])
def test_what_is_left_out_is_what_autograd_finds(kind, layers, batch_first):
    """One sequence, weights that stand still: gradients of detached windows against joined ones."""
    torch.manual_seed(1)
    loop = loops.Loop(kind, num_layers=layers, batch_first=batch_first)
    for weight in loop.rnn.parameters():
        nn.init.uniform_(weight, -1.0, 1.0)

    def gradient(cut):
        loop.optimizer.zero_grad()
        state, losses = None, []
        for number in range(3):
            if state is not None and cut:
                state = loops.detached(state)
            read = loop.window(number, 5)[:, :1]
            output, state = loop.rnn(read.transpose(0, 1) if batch_first else read, state)
            losses.append(loop.loss(output))
            if cut:
                losses.pop().backward()
        if not cut:
            sum(losses).backward()
        return torch.cat([weight.grad.flatten() for weight in loop.rnn.parameters()])

    truncated = gradient(cut=True)
    found = loop.close().left_out
    full = gradient(cut=False)
    assert (found.windows, found.steps) == (3, 15)
    assert found.size == pytest.approx(float(truncated.norm() / full.norm()), rel=1e-10)
    cosine = float(nn.functional.cosine_similarity(truncated, full, dim=0))
    assert found.cosine == pytest.approx(cosine, rel=1e-10)
    assert abs(cosine - 1.0) > 1e-6


def test_nothing_is_left_out_where_nothing_is_cut():
    assert loops.never_detached().left_out.size == pytest.approx(1.0)
    assert "No state is carried" in str(loops.reset().why_not)


@pytest.mark.parametrize(
    "loop",
    [
        loops.two_losses,
        loops.mixed_precision,
        loops.evaluated,
        loops.by_hand,
        loops.overlapping,
        loops.wrapped,
        loops.step_by_step,
        lambda: loops.step_by_step(cell=True),
        loops.epochs,
    ],
    ids=lambda loop: loop.__name__,
)
def test_what_is_left_out_is_told_of_all_of_them(loop):
    seen = loop()
    assert seen.why_not is None
    assert 0.5 < seen.left_out.size < 1.5
    assert 0.9 < seen.left_out.cosine <= 1.0 + 1e-12


def test_it_goes_on_after_the_dropout_between_layers():
    """The masks were drawn by PyTorch, and are known."""
    seen = loops.detach(num_layers=2, dropout=0.5)
    assert seen.why_not is None
    assert 0.5 < seen.left_out.size < 1.5
