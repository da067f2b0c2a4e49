"""Characters: the 100-line network digit for digit, texts from Python itself, grammars recognised."""

import json
from pathlib import Path

import numpy as np
import pytest

from rnnviz.runs.run import Run
from rnnviz.tasks import Characters
from rnnviz.tasks.characters import MODULES, SOURCES, reference
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


@pytest.mark.slow
@pytest.mark.parametrize(("source", "cell"), [("counting", "lstm"), ("reber", "tanh")])
def test_a_network_comes_near_the_grammars_floor(source, cell):
    task = Characters(source, most=6)
    run = Run(**{**task.usual, "cell": cell})
    (last,) = train(Experiment(task=task, samples=task.samples, runs=[run]), every=np.inf)
    floors, reached = task.floors(), last.runs[0].update_losses[-300:].mean()
    assert floors["the grammar"] - 0.01 < reached < floors["the grammar"] + 0.03
    if source == "counting":
        assert floors["the grammar"] + 0.1 < floors["trigram"]
        for number in range(1, 7):
            prompt = f"aaXbb\n{'a' * number}X"
            said = task.sample(last.runs[0].network, prompt, number + 1, temperature=0.0)
            assert "".join(said) == "b" * number + "\n"
