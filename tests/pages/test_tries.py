"""Every Try of Unroll, Backpropagate and Vanish holds what its title and its sentence say, by numbers
computed from its own settings; a new one needs a check here."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from rnnviz.analysis.activation_slope import on_curves
from rnnviz.analysis.bounds import norm_by_distance
from rnnviz.analysis.cell_wires import largest_c
from rnnviz.analysis.chain_backward import band
from rnnviz.analysis.formula import formula
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.norms import norms
from rnnviz.analysis.truncated_gradient import reached
from rnnviz.figures.gradients.distances import effective
from rnnviz.figures.unroll.unrolled import picture_digits
from rnnviz.nn.trace import unroll
from rnnviz.nn.writing_on import write_on
from rnnviz.runs.truncation import Truncation
from rnnviz.ui.gradients import view
from rnnviz.ui.network import builders, chooser
from rnnviz.ui.vanishing.presets import PRESETS
from tests.support.page_readings import chain_view, read

# Unroll


def hidden(trace):
    return trace.forward.tapes[-1].hidden[..., 0]


def the_same_l(state, now):
    third, fourth = 2, state["step"] - 1
    assert now.typed.pieces[third] == now.typed.pieces[fourth] == "l"
    np.testing.assert_array_equal(now.trace.inputs[third], now.trace.inputs[fourth])
    assert now.trace.logits[third].argmax() != now.trace.logits[fourth].argmax()


def bites(state, now):
    other, second = now.second
    assert now.typed.pieces == ("dog", "bites", "man")
    assert other.pieces == ("man", "bites", "dog")
    # the same word in the middle and the same words in all, and yet another state
    for step in (1, 2):
        assert np.abs(hidden(now.trace)[step] - hidden(second)[step]).max() > 0.05


def the_first_letter(state, now):
    other, second = now.second
    assert now.typed.pieces[0] != other.pieces[0]
    assert now.typed.pieces[1:] == other.pieces[1:]
    apart = np.linalg.norm(hidden(now.trace) - hidden(second), axis=1)
    # less than at first, and not nothing: there is something to ask
    assert 0.01 * apart[0] < apart[-1] < 0.5 * apart[0]


def open_gates_keep(state, now):
    """37 % of the difference is left after 12 steps; of the same network without the bias, and of those
    with a GRU or tanh, less than 2 %."""
    asked = chooser.SCENES["open gates keep the first letter"]
    assert state["forget"] == 2.0

    def left(**changed):
        _, there = read(chooser.FIELDS, asked | changed)
        other, second = there.second
        assert there.typed.pieces[0] != other.pieces[0]
        assert there.typed.pieces[1:] == other.pieces[1:]
        apart = np.linalg.norm(hidden(there.trace) - hidden(second), axis=1)
        return apart[-1] / apart[0]

    assert 0.3 < left() < 0.5
    assert max(left(forget="0"), left(cell="gru"), left(cell="tanh")) < 0.02


def by_hand(state, now):
    for name, weights in now.net.parameters.items():
        assert (weights == (0.0 if "bias" in name else 1.0)).all()
    total = np.zeros(now.net.hidden)
    for read_, stands in zip(now.trace.inputs, hidden(now.trace), strict=True):
        total = read_.sum() + total.sum() * np.ones_like(total)
        np.testing.assert_array_equal(stands, total)


def the_carry(state, now):
    first, second = (int(part, 2) for part in state["text"].split(" + "))
    wanted, carries, carry = first + second, [], 0
    answers = (now.trace.logits[:, 0] > 0).astype(int)
    for place, answer in enumerate(answers):
        assert answer == wanted >> place & 1
        carry = ((first >> place & 1) + (second >> place & 1) + carry) // 2
        carries.append(carry)
    assert wanted < 2 ** len(answers)
    assert set(carries) == {0, 1}


def what_an_lstm_keeps(state, now):
    assert now.net.cell == "lstm"
    units = now.trace.forward.tapes[-1].memory[..., 0].T
    together = [np.corrcoef(unit[:-1], unit[1:])[0, 1] for unit in units]
    # some units carry c from step to step, others begin anew
    assert max(together) > 0.7
    assert min(together) < 0.3


def c_leaves_one(state, now):
    step, unit, value = largest_c(now.trace, 0)
    assert now.trace.memory[0, step, unit] == value
    assert abs(value) > 1.0
    assert np.abs(hidden(now.trace)).max() < 1.0


def another_first_state(state, now):
    assert state["first"] == "random"
    zeros = unroll(now.net, now.typed.inputs)
    written, usual = (write_on(now.net, trace, 20).answers for trace in (now.trace, zeros))
    said = "".join(now.net.vocabulary[token] for token in usual)
    assert f"h{said}".startswith("hello")
    assert written.tolist() != usual.tolist()


def told_apart(state, now):
    assert now.net.cell == "tanh"
    said = [f"{y:.5f}" for y in now.trace.logits[:, 0]]
    assert ", ".join(said) == "1.92806, 1.99845, 1.99998"
    assert picture_digits(now.net, now.trace) == 5


UNROLL = {
    "the same l, two answers": the_same_l,
    "dog bites man, man bites dog": bites,
    "is the first letter still there?": the_first_letter,
    "open gates keep the first letter": open_gates_keep,
    "a sum by hand": by_hand,
    "the carry, bit by bit": the_carry,
    "what an LSTM keeps": what_an_lstm_keeps,
    "c beyond ±1": c_leaves_one,
    "another h₀, another text": another_first_state,
    "digits that rounding hides": told_apart,
}


def test_every_scene_of_unroll_has_its_check():
    assert UNROLL.keys() == chooser.SCENES.keys()


@pytest.mark.parametrize("name", chooser.SCENES)
def test_a_scene_of_unroll_holds_its_title(name):
    UNROLL[name](*read(chooser.FIELDS, chooser.SCENES[name]))


# Backpropagate


def three_back(state, now, flow):
    row = flow.matrix[state["step"] - 1]
    assert np.flatnonzero(row).tolist() == [0, 1, 2, 3]  # 3 is the loss's own step


def open_gates(state, now, flow):
    lines, trace = [], now.trace
    for net in builders.random_trio(now.net, state["seed"], state["forget"]).values():
        found = gradient_flow(net, unroll(net, trace.inputs, trace.targets), 0)
        lines.append(norm_by_distance(found.matrix, False))
    plain, _, gated = (effective(line) for line in lines)
    assert gated is None or gated[0] > 2 * plain[0]


def trained_tanh(state, now, flow):
    assert now.net.cell == "tanh"
    trio = builders.trained_trio()
    assert now.net.vocabulary == trio["tanh"].vocabulary
    # its predictions are better than any that know nothing
    assert np.nanmean(now.trace.losses) < np.log(len(now.net.vocabulary))


def the_c(state, now, flow):
    assert now.net.cell == "lstm"
    assert state["flow by"] == "c"
    assert flow.memory.matrix[-2].max() > 0


def cut_at_five(state, now, flow):
    assert state["flow cut"] == "windows"
    shown = reached(Truncation.windows(state["flow n"]), now.trace.steps)
    steps, whence = np.nonzero(shown & np.tri(now.trace.steps, dtype=bool))
    assert (steps // 5 == whence // 5).all()
    assert (steps - whence).max() == 4


def which_letters(state, now, flow):
    assert state["flow by"] == "x"
    counted = norms(flow.inputs.swapaxes(-1, -2))[-2][:-1]
    assert len(now.typed.pieces) == len(counted) + 1
    # some counted much more than others
    assert counted.max() > 10 * np.median(counted)


def term_by_term(state, now, flow):
    assert state["flow formula"]
    found = formula(flow, state["step"] - 1, state["flow k"] - 1)
    assert len(found.passed) == 2  # a product that is seen, and no longer than the page is wide
    share = np.outer(found.arriving * found.own_slope, found.before)
    np.testing.assert_allclose(share, found.shares[found.k], rtol=1e-12)
    every = [formula(flow, t, t) for t in range(4)]
    added = np.sum([one.of_loss for one in every], axis=0)
    np.testing.assert_allclose(added, found.total, rtol=1e-12)
    np.testing.assert_allclose(added, flow.parameters["rnn.weight_hh_l0"], rtol=1e-12)


def at_its_ends(state, now, flow):
    (found,) = on_curves(flow, state["step"] - 1)
    assert found.activation == "tanh"
    assert found.flat > 0.8 * found.slopes.size
    assert found.mean < 0.1


def an_explosion(state, now, flow):
    row = flow.matrix[-2][:-1]
    assert (np.diff(row) < 0).all()  # the further back, the larger
    assert row[0] > 1e5 * row[-1]


BACKPROPAGATE = {
    "three steps back": three_back,
    "open gates reach further": open_gates,
    "tanh, trained on English": trained_tanh,
    "the c of an LSTM": the_c,
    "cut every 5 steps": cut_at_five,
    "which letters counted?": which_letters,
    "the formula, term by term": term_by_term,
    "tanh at its ends": at_its_ends,
    "an explosion": an_explosion,
}


def test_every_scene_of_backpropagate_has_its_check():
    assert BACKPROPAGATE.keys() == view.SCENES.keys()


@pytest.mark.parametrize("name", view.SCENES)
def test_a_scene_of_backpropagate_holds_its_title(name):
    state, now = read(view.FIELDS, view.SCENES[name])
    BACKPROPAGATE[name](state, now, gradient_flow(now.net, now.trace))


# Vanish


@dataclass
class Seen:
    """What a preset's page shows: the norms, the largest eigenvalues, the mean slopes."""

    view: object
    said: str
    asked: dict
    middle: np.ndarray = field(init=False)
    radii: np.ndarray = field(init=False)
    sigma: float = field(init=False)

    def __post_init__(self):
        self.middle = band(self.view.norms)[2]
        self.radii = np.abs(self.view.spectrum.eigenvalues).max(axis=1)
        self.sigma = self.view.spectrum.singular.max()
        self.ends = self.view.norms[-1] / self.view.norms[0]

    def slopes(self, *steps):
        return self.view.passes.slopes.mean(axis=(1, 2, 3))[list(steps)]

    def again(self, **changed):
        return seen(self.asked | changed, self.said)


def seen(asked, said=""):
    return Seen(chain_view(asked), said, asked)


def below_one(now):
    assert np.median(now.radii) < 1
    assert now.radii[0] < 1  # the one whose number is shown
    assert len(now.middle) == 51
    assert now.middle[-1] < 0.01
    assert now.again(gain="1.25").middle[-1] > 100


def at_the_edge(now):
    assert (now.radii < 1).any()
    assert (now.radii > 1).any()
    assert 0.8 < np.median(now.radii) < 1.25
    assert (now.ends < 0.1).any()
    assert (now.ends > 10).any()
    low, high = band(now.view.norms)[[1, 3]]
    assert high[-1] / low[-1] > high[10] / low[10] > high[1] / low[1]


def above_one(now):
    assert (now.radii > 1).all()
    assert now.middle[-1] > 1e4
    assert (now.ends > 1e6).mean() > 0.1
    assert float(now.asked["gain"]) == 1.25  # a quarter more


def orthogonal(now):
    np.testing.assert_allclose(np.abs(now.view.spectrum.eigenvalues), 1, rtol=0, atol=1e-12)
    np.testing.assert_allclose(now.view.spectrum.singular, 1, rtol=0, atol=1e-12)
    np.testing.assert_allclose(now.view.norms, 1, rtol=0, atol=1e-12)
    assert now.again(gain="0.95").middle[-1] < 0.1
    assert now.again(activation="tanh").middle[-1] < 0.9


def half(now):
    assert f"value is {now.sigma:.2f}" in now.said
    assert f"eigenvalue is {now.radii[0]:.2f}" in now.said
    assert now.view.growth > 1 > now.radii[0]
    assert now.middle[-1] < 0.01


def doubled(now):
    sizes = np.abs(now.view.spectrum.eigenvalues[0])
    assert (sizes > 1).sum() == 1
    assert f"now {sizes.max():.2f}" in now.said
    assert (
        f"from {now.middle[0]:.1f} to {now.middle[-1]:.0f} in {len(now.middle) - 1} steps" in now.said
    )
    smaller = seen(PRESETS["a singular value above 1, and yet it dies"].asked)
    np.testing.assert_allclose(now.view.spectrum.singular, 2 * smaller.view.spectrum.singular)


def a_hill(now):
    np.testing.assert_allclose(np.abs(now.view.spectrum.eigenvalues), 0.7, rtol=1e-12)
    assert "All eigenvalues are 0.7" in now.said
    matrix = now.view.chain.matrices()[0]
    np.testing.assert_array_equal(matrix, np.triu(matrix))
    assert now.middle.max() > 10 * now.middle[0]
    assert now.middle[-1] < 0.01 * now.middle[0]


def saturated(now):
    assert now.again(activation="identity").middle[-1] > 1e4
    assert now.view.passes.slopes.mean() < 0.25
    assert np.median(now.view.passes.slopes) < 0.05  # almost 0 for most
    assert now.middle[-1] < 1e-6


def brakes(now):
    early, late = now.slopes(0, -1)
    assert early > 0.9 > 0.6 > late
    assert now.middle[-1] < 1e-10 * now.again(activation="identity").middle[-1]
    assert now.middle[-1] < 1e-10 * now.view.growth**50
    assert now.middle[-1] > 5 * now.middle[25] > 5


def shut(now):
    slopes = now.view.passes.slopes
    assert set(np.unique(slopes)) == {0.0, 1.0}
    assert 0.45 < slopes.mean() < 0.55
    assert now.middle[-1] < 1e-6
    assert 0.1 < now.again(activation="identity").middle[-1] < 10
    assert 0.01 < now.again(gain="1.4").middle[-1] < 100


VANISH = {
    "gain below 1: it dies": below_one,
    "gain 1: the edge": at_the_edge,
    "gain above 1: it explodes": above_one,
    "orthogonal: nothing is lost": orthogonal,
    "a singular value above 1, and yet it dies": half,
    "the same matrix, doubled: it explodes": doubled,
    "first it grows, then it dies": a_hill,
    "tanh with large inputs: saturated": saturated,
    "tanh brakes itself": brakes,
    "ReLU: half of the ways are shut": shut,
}


def test_every_preset_of_vanish_has_its_check():
    assert VANISH.keys() == PRESETS.keys()


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_of_vanish_holds_its_title_and_its_sentence(name):
    VANISH[name](seen(PRESETS[name].asked, PRESETS[name].watch))
