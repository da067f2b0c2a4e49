"""What the cut leaves out, against autograd over windows that are detached and ones that are not."""

from dataclasses import replace

import numpy as np
import pytest
from support.loop_records import TorchLoop

from rnnviz.text.message import Refusal
from rnnviz.watch.calls import CUT, RESET
from rnnviz.watch.left_out import left_out
from rnnviz.watch.window_group import KeptCall


def told(loop, reach=None):
    return left_out([[KeptCall(kept, kept.by_output)] for kept in loop.kept()], reach)


@pytest.mark.parametrize("kind", ["tanh", "gru", "lstm"])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("uncut", [(), (2,)])
def test_cosine_and_size_are_those_of_autograd(kind, layers, uncut):
    loop = TorchLoop(kind, layers, count=4, uncut=uncut)
    cut, full = loop.gradient(cut=True), loop.gradient(cut=False)
    found = told(loop)
    norms = np.linalg.norm(cut), np.linalg.norm(full)
    assert found.size == pytest.approx(norms[0] / norms[1], rel=1e-10)
    assert found.cosine == pytest.approx(cut @ full / norms[0] / norms[1], rel=1e-10)
    assert abs(found.cosine - 1.0) > 1e-6  # that something is left out
    assert (found.windows, found.steps, found.first, found.last) == (4, 24, 0, 3)


def test_half_a_window_that_an_interrupted_loop_leaves_is_not_counted():
    whole = [[KeptCall(kept, kept.by_output)] for kept in TorchLoop("gru").kept()]
    half = [[KeptCall(kept, kept.by_output)] for kept in TorchLoop("gru", count=4).kept()]
    half[3][0].kept.weights = []
    assert left_out(half).windows == 3
    assert left_out(half[:3]) == left_out(half)
    for (call,) in whole:
        call.kept.weights = []
    with pytest.raises(Refusal, match="No windows in a row"):
        left_out(whole)


def test_where_nothing_is_cut_nothing_is_left_out():
    found = told(TorchLoop(uncut=(1, 2)))
    assert (found.cosine, found.size) == (pytest.approx(1.0), pytest.approx(1.0))


def test_gradients_that_are_handed_on_by_hand_go_as_far_as_they_are_handed():
    loop = TorchLoop("gru")
    assert told(loop, reach=6) == told(loop)  # to the beginning of each window
    assert told(loop, reach=18).size == pytest.approx(1.0)
    assert abs(told(loop, reach=12).size - 1.0) < abs(told(loop, reach=6).size - 1.0)


def test_windows_that_overlap_are_one_sequence():
    """Three windows of 6 steps, each beginning 2 after the one before, with losses in its last 2."""
    whole = TorchLoop("gru", steps=10, count=1)
    (all_of_it,) = whole.kept()
    states = np.concatenate([all_of_it.hidden, all_of_it.output])
    kept = []
    for place in range(3):
        own = slice(2 * place, 2 * place + 6)
        by_output = all_of_it.by_output[own].copy()
        by_output[: 4 if place else 0] = 0.0
        kept.append(
            replace(
                all_of_it,
                call=replace(all_of_it.call, number=place, state=CUT if place else RESET),
                inputs=all_of_it.inputs[own],
                hidden=states[2 * place][None],
                output=all_of_it.output[own],
                by_output=by_output,
            )
        )
    found = left_out([[KeptCall(one, one.by_output)] for one in kept])
    assert found.steps == 10
    full = whole.gradient(cut=False)
    assert 0.9 < found.size < 1.1
    assert np.linalg.norm(full) > 0


def test_a_loss_that_reads_the_last_state_counts():
    loop = TorchLoop("gru")
    by_last = [KeptCall(kept, kept.by_output) for kept in loop.kept()]
    for one in by_last:
        one.by_output, one.by_hidden = one.by_output.copy(), one.by_output[-1:].copy()
        one.by_output[-1] = 0.0
    assert left_out([[one] for one in by_last]) == told(loop)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda kept: replace(kept, call=replace(kept.call, state=RESET)), "No state is carried"),
        (lambda kept: replace(kept, hidden=kept.hidden + 0.1), "starts from none of the states"),
        (lambda kept: replace(kept, output=kept.output + 0.1), "is not what its weights give"),
        (lambda kept: replace(kept, bidirectional=True), "two directions"),
    ],
)
def test_what_cannot_be_told_is_refused(change, sentence):
    kept = [KeptCall(one, one.by_output) for one in TorchLoop("gru", count=2).kept()]
    kept[-1].kept = change(kept[-1].kept)
    with pytest.raises(Refusal, match=sentence):
        left_out([[one] for one in kept])


def test_a_loss_of_a_lower_layer_s_last_state_is_refused():
    kept = [KeptCall(one, one.by_output) for one in TorchLoop("gru", 2).kept()]
    kept[0].by_hidden = np.ones((2, 4))
    with pytest.raises(Refusal, match="lower layer"):
        left_out([[one] for one in kept])


def test_without_any_gradient_there_is_no_angle():
    kept = [KeptCall(one, np.zeros_like(one.by_output)) for one in TorchLoop("gru").kept()]
    found = left_out([[one] for one in kept])
    assert np.isnan(found.cosine)
    assert np.isnan(found.size)


def test_what_is_said():
    found = told(TorchLoop("gru"))
    assert str(found) == (
        f"Over 3 windows in a row (18 steps, calls 0 to 2) the truncated gradient has "
        f"{found.size:.0%} of the full one’s norm; the cosine between the two is {found.cosine:.3f}."
    ).replace("%", " %")
