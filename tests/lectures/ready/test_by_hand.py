"""What the scenes of the lecture on backpropagation by hand say, by numbers of their own pages."""

import math

import numpy as np
import pytest

from rnnviz.analysis.arriving import arriving, recurrent_shares
from rnnviz.analysis.bounds import bound
from rnnviz.analysis.formula import formula
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.loss_step import loss_step
from rnnviz.analysis.truncated_gradient import compare_reaches, reached
from rnnviz.figures.base.numbers import fine, number, power, three_digits
from rnnviz.lectures.ready.by_hand import LECTURE
from rnnviz.runs.truncation import Truncation
from rnnviz.ui.gradients import view
from rnnviz.ui.session import section_table
from tests.support import page_readings
from tests.support.scene_claims import each, hold


def test_the_gradient_by_hand():
    wrong = [2.0, 2.0]  # 32 − 30
    assert sum(part**2 for part in wrong) / 2 == 4.0
    arrives = [sum(wrong)]  # at each unit of the last state, then a step further back each
    for _ in range(2):
        arrives.append(2 * arrives[-1])
    assert arrives == [4.0, 8.0, 16.0]
    question = LECTURE.scenes[0].question
    assert float(question.options[int(question.right)]) == arrives[1]
    assert [f"{math.sqrt(2) * each:.2f}" for each in arrives] == ["5.66", "11.31", "22.63"]
    for length in ("5.66", "11.31", "22.63"):
        assert length in LECTURE.scenes[1].look


def flow_of(told, **changed):
    """What the page reads, its gradients, and the row (from 0) that is chosen."""
    state, now = page_readings.read(view.FIELDS, told.settings | changed)
    row = state["step"] - 1 if state["step"] else int(np.flatnonzero(np.isfinite(now.trace.losses))[-1])
    return now, gradient_flow(now.net, now.trace), row


def the_same_sum(told):
    """That the scene goes on with the sum of the first one."""
    assert told.settings["target"] == LECTURE.scenes[0].settings["target"]


def title_of(page, word):
    return next(one.title for one in section_table.SECTIONS[page] if one.word == word)


def the_loss(told):
    now, flow, row = flow_of(told)
    answers = [f"{one[0]:g}" for one in now.trace.logits]
    wanted = [f"{one[0]:g}" for one in now.trace.targets]
    np.testing.assert_array_equal(now.trace.logits[:, 0], now.trace.logits[:, 1])
    np.testing.assert_array_equal(now.trace.targets[:, 0], now.trace.targets[:, 1])
    weights = {w for name, part in now.net.parameters.items() if "weight" in name for w in part.ravel()}
    told.look.says(f"Every weight is {weights.pop():g}")
    assert not weights
    told.look.says(f"answers are {answers[0]}, {answers[1]} and {answers[2]}")
    told.look.says(f"asked for were {wanted[0]}, {wanted[1]} and {wanted[2]}")
    wrong = now.trace.logits - now.trace.targets
    assert not wrong[:-1].any()
    off = f"{wrong[-1, 0]:g}"
    told.look.says(f"by {off} in both answers")
    told.notes.says(f"({off}² + {off}²) / 2 = {now.trace.losses[-1]:g}")
    told.notes.says(f"derivative by each answer is {flow.by_logits[row][0]:g}")
    last, earlier = flow.adjoints[row, row], flow.adjoints[row, row - 1]
    told.notes.says(f"{off} + {off} = {last[0]:g}", f"Write that {last[0]:g} on")
    told.asked.says(f"last state is {last[0]:g}")
    told.answers(f"{earlier[1]:g}")


def it_doubles(told):
    the_same_sum(told)
    now, flow, row = flow_of(told)
    lengths = [number(one) for one in flow.matrix[row, ::-1]]
    each_unit = [f"({one[0]:g}, {one[1]:g})" for one in flow.adjoints[row, ::-1]]
    told.look.says(f"{', '.join(lengths)} are the lengths of {', '.join(each_unit)}")
    np.testing.assert_allclose(flow.matrix[row, :-1], 2 * flow.matrix[row, 1:])  # it doubles
    first, second = (flow.adjoints[row, row - back] for back in (0, 1))
    told.notes.says(f"{first[0]:g} · √2 = {lengths[0]}")
    np.testing.assert_array_equal(second, now.net.parameters["rnn.weight_hh_l0"].T @ first)
    told.notes.says(f"from step {row + 1} to step {row} is {second[0]:g} in each unit")
    told.notes.says(f"transposed times {each_unit[0]}")
    assert told.settings["k"] == str(row)  # the step that the page opens
    told.notes.says(f"section {title_of('backpropagate', 'reach')} says")
    told.notes.says(f"{number(bound(flow).rate)} to the power of the distance")
    __, flat, __ = flow_of(told, activation="tanh")
    told.asked.says(f"loss at step {row + 1} arrives at step 1")
    assert flat.matrix[row, 0] < 1e-6 * flat.matrix[row, row]
    told.answers("less than a millionth")


def with_tanh(told):
    the_same_sum(told)
    now, flow, row = flow_of(told)
    told.look.says(f"{number(flow.matrix[row, row])} starts at step {row + 1}")
    told.look.says(f"{power(flow.matrix[row, 0])} arrives at step 1")
    states = now.trace.hidden[0]
    assert states.min() > 0.95
    told.look.says(f"are almost {states.max():.0f}")
    told.notes.says(f"loss is {now.trace.losses[row]:.0f} now")
    most = np.abs(now.net.parameters["readout.weight"]).sum(axis=1)
    told.notes.says(f"answer more than {most[0]:g}")
    by_sums = page_readings.read(view.FIELDS, told.settings | {"activation": "identity"})[1]
    assert now.trace.losses[row] > by_sums.trace.losses[row]


def pair(values):
    return f"({', '.join(f'{one:g}' for one in values)})"


def lines_of(told):
    """The factors of the formula at the step that is chosen, and at every step."""
    the_same_sum(told)
    now, flow, row = flow_of(told)
    opened = int(told.settings["k"]) - 1
    return now, formula(flow, row, opened), [formula(flow, row, k) for k in range(row + 1)]


def in_one_line(told):
    now, found, every = lines_of(told)
    told.look.says(f"the error {pair(found.by_output)}", f"{pair(found.arriving)} arrives")
    told.look.says(f"From step {found.t + 1} to step {found.k + 1} that is W_hh · W_hh")
    weight = now.net.parameters["rnn.weight_hh_l0"]
    np.testing.assert_array_equal(found.product, weight @ weight)
    assert len(found.jacobians) == 2
    for one in every:  # the same in each unit
        assert len({*one.arriving}) == len({*one.before}) == 1
    arrive, before = ([f"{part[0]:g}" for part in parts] for parts in both(every))
    told.notes.says(f"{before[0]}, {before[1]} and {before[2]}, and ask")
    told.asked.says(
        f"the steps 1, 2 and 3 arrive {arrive[0]}, {arrive[1]} and {arrive[2]} in each unit"
    )
    told.asked.says(f"before them are {before[0]}, {before[1]} and {before[2]}")
    told.answers(f"{found.of_loss[0, 0]:g}")
    assert len({*found.of_loss.ravel()}) == 1


def both(every):
    """What arrives at each step, and the states before them."""
    return [one.arriving for one in every], [one.before for one in every]


def summed_up(told):
    __, found, every = lines_of(told)
    terms = [f"{a[0]:g} · {h[0]:g}" for a, h in zip(*both(every), strict=True)]
    told.look.says(f"{' + '.join(terms)} = {found.of_loss[0, 0]:g} for each weight")
    np.testing.assert_array_equal(found.of_loss, found.total)  # the other losses are zero
    torch_like = sum(np.outer(a, h) for a, h in zip(*both(every), strict=True))
    np.testing.assert_allclose(found.of_loss, torch_like)


def one_row(told):
    now, flow, row = flow_of(told)
    assert now.typed.pieces == tuple("hello")
    assert row == 3  # the second l
    told.look.says(f"{number(now.trace.losses[row])} nats")
    h, e, one, other = (fine(norm) for norm in flow.matrix[row, : row + 1])
    told.look.says(f"{other} at that l, {one}, {e}, and {h} at the h")
    assert not np.triu(flow.matrix, 1).any()
    assert not np.isfinite(now.trace.losses[4])  # the fifth
    assert not flow.matrix[4].any()
    told.asked.says(f"has p = {three_digits(now.trace.probabilities[row].max())}")
    first = loss_step(flow, row)
    due = int(first.wanted.argmax())
    assert now.net.vocabulary[due] == "o" == now.net.vocabulary[int(first.predicted.argmax())]
    told.answers(f"{first.slope[due]:.3f}".replace("-", "−"))


def first_line(told):
    __, flow, row = flow_of(told)
    first = loss_step(flow, row)
    due = int(first.wanted.argmax())
    loss, chance = three_digits(first.loss), three_digits(first.predicted[due])
    assert first.loss == pytest.approx(-np.log(first.predicted[due]))
    told.look.says(f"L = −log {chance} = {loss} nats")
    told.look.says(f"{fine(first.slope[due])} for the o")
    others = np.delete(first.slope, due)
    assert len(others) == 3
    np.testing.assert_array_equal(others, np.delete(first.predicted, due))
    assert first.predicted.sum() == pytest.approx(1)
    assert first.slope.sum() == pytest.approx(0)
    told.notes.says("All p add up to 1, so the four numbers of dz add up to 0")
    np.testing.assert_allclose(first.weight.value, np.outer(first.slope, flow.trace.hidden[0, row]))


def all_losses(told):
    state, __ = page_readings.read(view.FIELDS, told.settings)
    assert state["flow of"] == "all"
    now, flow, __ = flow_of(told)
    opened = state["flow k"] - 1
    told.look.says(f"All losses together, at step {opened + 1}")
    told.look.says(f"from step {opened + 2}, and", f"loss of step {opened + 1} itself")
    every = arriving(flow)
    slopes = 1 - now.trace.hidden[0] ** 2
    weights = now.net.parameters["rnn.weight_hh_l0"]
    back = weights.T @ (slopes[opened + 1] * every.hidden[opened + 1])
    np.testing.assert_allclose(every.hidden[opened], back + every.outside[opened])
    assert np.abs(back).min() > 0
    assert np.abs(every.outside[opened]).min() > 0
    # one pass collects what each loss sends
    apart = sum(arriving(flow, t).hidden for t in range(now.trace.steps))
    np.testing.assert_allclose(every.hidden, apart)


def shares_of_steps(told):
    now, flow, row = flow_of(told)
    assert page_readings.state_of(view.FIELDS, told.settings)["flow shares"]  # unfolded
    shares = recurrent_shares(flow, arriving(flow))
    np.testing.assert_allclose(shares.sum(axis=0), flow.parameters["rnn.weight_hh_l0"], rtol=1e-5)
    shown = recurrent_shares(flow, arriving(flow, row))
    sizes = np.abs(shown).max(axis=(1, 2))
    assert np.flatnonzero(sizes).tolist() == list(range(1, row + 1))  # the first is zero
    for step in range(1, row + 1):
        delta = arriving(flow, row).rows[step]
        np.testing.assert_allclose(shown[step], np.outer(delta, now.trace.hidden[0, step - 1]))
    told.notes.says(f"section {title_of('backpropagate', 'check')}")


def evenly(told):
    state, now = page_readings.read(view.FIELDS, told.settings)
    assert state["flow cut"] == "even"
    n = state["flow n"]
    told.look.says(f"Cut evenly at {n}")
    whence = reached(Truncation.even(n), now.trace.steps)
    assert [np.flatnonzero(whence[t]).tolist() for t in (1, 2, 3)] == [[0, 1], [1, 2], [2, 3]]
    found = compare_reaches(flow_of(told)[1])
    cosines = [number(one) for one in found.cosine]
    assert found.size[n - 1] > 1  # even longer
    told.look.says(f"{number(found.size[n - 1])} of its size", f"cosine {cosines[n - 1]}")
    assert found.cosine[3] == pytest.approx(1)
    told.notes.says(f"Move n to 3 and 4: the cosine comes to {cosines[2]} and to {found.cosine[3]:.0f}")


CHECKS = (
    the_loss,
    it_doubles,
    with_tanh,
    in_one_line,
    summed_up,
    one_row,
    first_line,
    all_losses,
    shares_of_steps,
    evenly,
)


@pytest.mark.parametrize(("scene", "check"), each(LECTURE, CHECKS))
def test_a_scene_holds_what_it_says(scene, check):
    hold(scene, check)
