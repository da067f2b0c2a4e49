"""What the scenes of the lecture on what a recurrent network is say, by numbers of their own pages."""

import numpy as np
import pytest

from rnnviz.figures.base.numbers import number, percent
from rnnviz.lectures.ready.recurrence import LECTURE
from rnnviz.pretrained.registry import RECIPES
from rnnviz.ui.network import unroll_view
from tests.support import page_readings
from tests.support.scene_claims import each, hold

COUNTS = {3: "three", 4: "four"}
HELLO = "hello"


def answers(rows: list[int]) -> list[int]:
    """What the network by hand answers to pairs of the same number: every weight is 1."""
    state, given = 0, []
    for row in rows:
        state = row + row + state + state
        given.append(state + state)
    return given


def test_the_sums_by_hand():
    assert answers([1, 1, 2]) == [4, 12, 32]
    assert answers([2, 1, 1])[-1] == 44
    assert LECTURE.scenes[3].question.right == answers([1, 1])[-1]
    order = LECTURE.scenes[4].question
    assert order.options[int(order.right)] == "larger than 32"


def read(told, **changed):
    return page_readings.read(unroll_view.FIELDS, told.settings | changed)[1]


def hidden(trace):
    return trace.hidden[-1]


def guess(now, step=-1):
    """What is expected most at a step, and with how much."""
    chances = now.trace.probabilities[step]
    return now.net.vocabulary[chances.argmax()], percent(chances.max())


def chance(now, token):
    return percent(now.trace.probabilities[-1, now.net.vocabulary.index(token)])


def same_in_all(values):
    """The one number that all are."""
    (value,) = {float(one) for one in values}
    return f"{value:g}"


def one_letter(told):
    now = read(told)
    best, sure = guess(now)
    told.look.says(f"it has read {told.settings['text']} and expects {best} with {sure}")
    told.look.says(f"{COUNTS[now.net.hidden]} numbers, its state")
    assert RECIPES["hello"].example == HELLO
    assert set(now.net.vocabulary) == set(HELLO)
    told.notes.says(f"on the word {HELLO}")
    weights = [name for name in now.net.parameters if "weight" in name]
    told.notes.says(f"the {COUNTS[len(weights)]} matrices")


def three_letters(told):
    now, more = read(told), read(told, text=told.settings["text"] + "l")
    letters = ", ".join(now.typed.pieces)
    assert len(now.typed.pieces) == 3
    told.look.says("Three letters, three times", f"After {letters} the network expects {guess(now)[0]}")
    told.asked.says(f"It has read {letters} and expects {guess(now)[0]}")
    told.answers(guess(more)[0])
    told.notes.says(f"answer {guess(now)[0]} again", f"says {guess(more)[0]} has seen")
    states = hidden(more.trace)
    assert np.abs(states[-1] - states[-2]).max() > 1


def two_answers(told):
    now, step = read(told), int(told.settings["step"])
    first, second = guess(now, step - 2), guess(now, step - 1)
    assert now.typed.pieces[step - 2 : step] == ("l", "l")
    told.look.says(
        f"{first[0]} with {first[1]} after the first, {second[0]} with {second[1]} after the second"
    )
    before, after = hidden(now.trace)[step - 2 : step]
    one, other = np.flatnonzero(np.sign(before) != np.sign(after)) + 1
    told.look.says(f"Units {one} and {other} have changed their sign")
    assert (one, other) == (now.net.hidden - 1, now.net.hidden)  # the two lower ones
    assert (before[2:] > 0).all()  # orange is above 0, purple below
    told.notes.says(f"Step back to {step - 1} and on to {step}", "from orange to purple")


def by_hand(told):
    now = read(told)
    parts = now.net.parameters.items()
    weight = same_in_all(x for name, values in parts if "weight" in name for x in values.ravel())
    bias = same_in_all(x for name, values in parts if "bias" in name for x in values.ravel())
    told.look.says(f"every weight is {weight}, every bias {bias}")
    inputs = [f"{value:g}" for value in now.trace.inputs[0]]
    state, answer = same_in_all(hidden(now.trace)[0]), same_in_all(now.trace.logits[0])
    told.look.says(f"inputs {' and '.join(inputs)} make a state of {state}", f"an answer of {answer}")
    told.notes.says(f"{' + '.join(inputs)} = {state} twice", f"{state} + {state} = {answer}")
    told.asked.says(f"input, {told.settings['text']}, comes")
    twice = read(told, text=f"{told.settings['text']}; {told.settings['text']}")
    told.answers(float(same_in_all(twice.trace.logits[1])))


def the_state_comes_in(told):
    now = read(told)
    assert now.typed.pieces == ("1 1", "1 1", "2 2")
    first, second, last = (same_in_all(one) for one in now.trace.logits)
    told.look.says(f"input 1 1 is answered with {first} and then with {second}")
    told.look.says(f"After 2 2 it is {last}")
    states = [same_in_all(one) for one in hidden(now.trace)]
    told.look.says(f"1 + 1 + {states[0]} + {states[0]} = {states[1]} in each unit")
    told.notes.says(f"2 + 2 + {states[1]} + {states[1]} = {states[2]} in each unit, {last} out")
    told.asked.says("2 2 comes first")
    turned = read(told, text="2 2; 1 1; 1 1")
    assert turned.trace.logits[-1].max() > float(last)
    told.answers(f"larger than {last}")


def order(told):
    now = read(told)
    assert now.typed.pieces[0] == now.second[0].pieces[-1] == "2 2"
    assert sorted(now.typed.pieces) == sorted(now.second[0].pieces)
    above, below = (same_in_all(trace.logits[-1]) for trace in (now.trace, now.second[1]))
    told.look.says(
        f"2 2 comes first and the last answer is {above}, below it comes last and it is {below}"
    )
    alone = [same_in_all(one) for one in hidden(read(told, text="2 2; 0 0; 0 0").trace)]
    told.notes.says(
        f"The 2 2 at the start is worth {alone[0]}, then {alone[1]}, then {alone[2]} in each unit"
    )


def bag_of_words(told):
    now = read(told)
    other, second = now.second
    assert sorted(now.typed.pieces) == sorted(other.pieces)
    assert len(now.typed.pieces) == 3
    apart = np.linalg.norm(hidden(now.trace) - hidden(second), axis=1)
    told.look.says("The same three words", f"last states differ, by {number(apart[-1])}")
    assert now.typed.pieces[1] == other.pieces[1]
    told.notes.says(f"In the middle both read {other.pieces[1]}, and still")
    assert apart[1] > 0.1


def carry(told):
    now = read(told)
    first, second = (int(part, 2) for part in told.settings["text"].split(" + "))
    given = sum(int(bit > 0) << place for place, bit in enumerate(now.trace.logits[:, 0]))
    assert given == first + second
    told.look.says(f"{first} + {second} = {given}")
    assert now.net.hidden == 3
    ones, comes_in = [], 0
    for pair in now.trace.inputs:
        ones.append(int(pair.sum()) + comes_in)
        comes_in = ones[-1] // 2
    on = hidden(now.trace) > 0
    # unit 1: at least one, unit 2: all three, unit 3: at least two
    np.testing.assert_array_equal(on, [[count >= least for least in (1, 3, 2)] for count in ones])
    assert on[:, 2].tolist() == [True] * 4 + [False]
    told.look.says("third unit is the carry: positive through four steps, negative at the last")
    (only,) = np.flatnonzero(on[:, 1]) + 1
    told.notes.says("Unit 1 says that at least one of the three bits is 1, unit 3 at least two")
    told.notes.says(f"unit 2 all three: it is positive only at step {only}")


def english(told):
    now = read(told)
    text = "".join(now.typed.pieces)
    told.look.says(f"{now.net.hidden} units")
    end = text.index("functio") + len("functio")
    letter, sure = guess(now, end - 1)
    told.look.says(f"{sure} for {letter} after functio")
    assert text.endswith("function")
    told.look.says(f"space {chance(now, ' ')}, full stop {chance(now, '.')}, s {chance(now, 's')}")
    losses = now.trace.losses[:-1]
    starts = np.array([piece == " " for piece in now.typed.pieces[:-1]])
    assert losses[starts].min() > losses[~starts].max()


CHECKS = (
    one_letter,
    three_letters,
    two_answers,
    by_hand,
    the_state_comes_in,
    order,
    bag_of_words,
    carry,
    english,
)


@pytest.mark.parametrize(("scene", "check"), each(LECTURE, CHECKS))
def test_a_scene_holds_what_it_says(scene, check):
    hold(scene, check)
