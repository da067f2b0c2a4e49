"""Characters: the 100-line network digit for digit, texts from Python itself, grammars recognised."""

import json
import re
from math import log
from pathlib import Path

import numpy as np
import pytest

from rnnviz.runs.run import Run
from rnnviz.tasks import Characters
from rnnviz.tasks.characters import MODULES, SOURCES, reference
from rnnviz.tasks.grammars import LETTERS, brackets, counting, reber
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import train

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "characters.json").read_text())
NAMES = {
    "input": "rnn.weight_ih_l0",
    "recurrent": "rnn.weight_hh_l0",
    "output": "readout.weight",
    "hidden_bias": "rnn.bias_ih_l0",
    "output_bias": "readout.bias",
}


def test_the_first_update_of_the_reference_run():
    update = next(reference())
    assert update.loss == pytest.approx(GOLDEN["first_update"]["loss"], abs=1e-12)
    sums = GOLDEN["first_update"]["abs_gradient_sums"]
    found = {name: abs(update.gradients[NAMES[name]]).sum() for name in sums}
    assert found == pytest.approx(sums, abs=1e-12)
    assert len(sums) == 5


def test_the_reference_run_digit_for_digit():
    found = [(update.loss, update.smooth) for update in reference()]
    assert len(GOLDEN["log"]) == 5
    for line in GOLDEN["log"]:
        assert found[line["update"]] == pytest.approx((line["loss"], line["smooth"]), rel=1e-10)


# -- texts -------------------------------------------------------------------------------------------


def test_built_in_texts_are_there_and_long():
    prose, code = (Characters(name) for name in ("reference", "library"))
    assert len(prose.parts) > 100_000 < len(code.parts)
    assert "the value of the" in "".join(prose.parts)
    text = "".join(code.parts)
    for name in ("def bisect_right(", "def heappush(", "class Fraction("):
        assert name in text
    assert set(text) <= {"\n", *map(chr, range(32, 127))}
    for task in (prose, code):
        nothing, unigram, bigram, trigram = task.floors().values()
        assert nothing > unigram > bigram > trigram > 1.0
    assert len(MODULES) == 12


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"source": "web"}, "source is 'web'; allowed are reference, library, counting"),
        ({"most": 0}, "most is 0; allowed are whole numbers from 1 to 30"),
        ({"most": 31}, "most is 31; allowed are whole numbers from 1 to 30"),
        ({"text": "abc"}, "There is a text, but the source is 'reference'; with one, it is 'own'"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        Characters(**settings)


def test_every_source_has_a_text():
    for source in SOURCES:
        task = Characters(source, "to be or not" if source == "own" else "")
        assert len(task.parts) >= 12
        assert list(task.floors())[:4] == ["nothing", "unigram", "bigram", "trigram"]


# -- grammars ----------------------------------------------------------------------------------------


def lines(source, most=8):
    text = "".join(Characters(source, most=most).parts)
    assert text.endswith("\n")
    assert LETTERS <= len(text) < LETTERS + 10_000
    return text.splitlines()


@pytest.mark.parametrize("most", [1, 3, 8])
def test_counting_makes_as_many_b_as_a_each_number_equally_often(most):
    found = [re.fullmatch("(a+)X(b+)", line) for line in lines("counting", most)]
    assert all(len(match[1]) == len(match[2]) for match in found)
    often = np.bincount([len(match[1]) for match in found], minlength=most + 1)[1:]
    assert len(often) == most
    assert (abs(often - len(found) / most) < 5 * (len(found) / most) ** 0.5).all()


@pytest.mark.parametrize("most", [1, 2, 8])
def test_brackets_are_closed_in_order_and_never_too_deep(most):
    deepest = 0
    for line in lines("brackets", most):
        opened = []
        for place, bracket in enumerate(line):
            if bracket in "([":
                opened.append(bracket)
            else:
                assert opened.pop() + bracket in ("()", "[]")
            assert bool(opened) == (place < len(line) - 1)
            deepest = max(deepest, len(opened))
    assert deepest == most


def test_reber_makes_strings_of_the_grammar():
    # the same automaton as a regular expression, worked out by hand
    lower = "T*V"
    inner = f"(?:{lower}(?:PX{lower})*(?:V|PS))"
    grammar = re.compile(f"B(?:TS*X(?:X{inner}|S)|P{inner})E")
    found = lines("reber")
    assert all(grammar.fullmatch(line) for line in found)
    assert len(set(found)) > 100


@pytest.mark.parametrize("most", [1, 2, 8, 30])
def test_the_entropy_of_counting_by_hand(most):
    # ln(most) for the number, over n + 1 + n + 1 letters on average
    assert counting(most).entropy() == pytest.approx(log(most) / (most + 3), abs=1e-12)


def test_the_entropy_of_flat_brackets_by_hand():
    assert brackets(1).entropy() == pytest.approx(log(2) / 3, abs=1e-12)


@pytest.mark.parametrize("grammar", [counting(4), brackets(3), reber()], ids=["ab", "()", "reber"])
def test_entropies_are_what_strings_cost(grammar):
    """Each string's probability as its arcs say, read off the text itself."""
    text = grammar.text(60_000, seed=3).splitlines(keepends=True)
    costs, letters = [], []
    for line in text:
        state, cost, opened = 0, 0.0, []
        for letter in line:
            closes = {"(": ")", "[": "]"}
            for chance, symbol, after in grammar.arcs[state]:
                if (symbol or (opened and closes[opened[-1]])) == letter:
                    cost -= log(chance)
                    if symbol and symbol in "([":
                        opened.append(symbol)
                    elif not symbol:
                        opened.pop()
                    state = after
                    break
            else:
                raise AssertionError(f"{letter!r} cannot follow in {line!r}")
        assert state == len(grammar.arcs)
        costs.append(cost)
        letters.append(len(line))
    per_letter = sum(costs) / sum(letters)
    spread = np.std(np.array(costs) - per_letter * np.array(letters)) * len(costs) ** 0.5
    assert abs(per_letter - grammar.entropy()) < 5 * spread / sum(letters)


@pytest.mark.slow
@pytest.mark.parametrize(("source", "cell"), [("counting", "lstm"), ("reber", "tanh")])
def test_a_network_comes_near_the_grammars_floor(source, cell):
    task = Characters(source, most=6)
    run = Run(**{**task.usual, "cell": cell})
    (last,) = train(Experiment(task=task, samples=task.samples, runs=[run]), every=np.inf)
    floors, reached = task.floors(), last.runs[0].losses[-300:].mean()
    assert floors["the grammar"] - 0.01 < reached < floors["the grammar"] + 0.03
    if source == "counting":
        assert floors["the grammar"] + 0.1 < floors["trigram"]
        for number in range(1, 7):
            prompt = f"aaXbb\n{'a' * number}X"
            said = task.sample(last.runs[0].network, prompt, number + 1, temperature=0.0)
            assert "".join(said) == "b" * number + "\n"
