import platform
import re
import subprocess
import sys

import numpy as np
import pytest

from rnnviz import unroll
from rnnviz.nn.losses import losses, predict
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import forward
from rnnviz.pretrained import registry
from rnnviz.pretrained.recipes import TRAINERS, sums, train
from rnnviz.pretrained.registry import FOLDER, RECIPES
from rnnviz.tasks import prose

ENGLISH = [name for name in RECIPES if name.startswith("english")]


def read(net, text):
    return [net.vocabulary.index(letter) for letter in text]


def all_sums():
    return sums(*np.divmod(np.arange(65536), 256))


def right(net, inputs, targets):
    """The probability of the right bit, everywhere."""
    p = predict("sigmoid", forward(net, inputs).logits)
    return np.where(targets == 1.0, p, 1.0 - p)


def test_registry_files_and_trainers_agree():
    assert list(RECIPES) == list(TRAINERS) == [recipe.name for recipe in RECIPES.values()]
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in RECIPES)
    assert {path.name for path in FOLDER.glob("*.safetensors")} == {
        recipe.file for recipe in RECIPES.values()
    }


def test_together_below_one_megabyte():
    assert sum(path.stat().st_size for path in FOLDER.glob("*.safetensors")) < 1_000_000


def test_loading_a_network_imports_nothing_that_trains():
    code = (
        "import sys; from rnnviz.pretrained import registry; registry.load('hello');"
        "print([m for m in sys.modules if 'pydoc' in m or 'recipes' in m or m == 'torch'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_name_is_refused_with_the_ones_there_are():
    for ask in (registry.load, train):
        with pytest.raises(ValueError, match="'hallo'; there are hello, ohlol"):
            ask("hallo")
    with pytest.raises(ValueError, match="updates is 0"):
        train("hello", 0)


@pytest.mark.parametrize("name", RECIPES)
def test_loads_and_can_read_its_example(name):
    recipe, net = RECIPES[name], registry.load(name)
    assert net.dtype == "float64"
    assert Network.load(FOLDER / recipe.file).dtype == "float32"
    assert {"trained_on", "loss_on", "updates", "samples", "loss"} <= net.about.keys()
    assert recipe.title
    assert recipe.look.endswith(".")
    if recipe.mode == "characters":
        assert set(recipe.example + (recipe.target or "")) <= set(net.vocabulary)
        assert recipe.target is None or len(recipe.target) == len(recipe.example)
    else:
        assert recipe.mode == "bits"
        assert re.fullmatch(r"[01]+ \+ [01]+", recipe.example)


def test_hello_tells_the_two_l_apart():
    net = registry.load("hello")
    tokens = read(net, "hello")
    trace = unroll(net, tokens, [*tokens[1:], -1])
    for step, letter in enumerate("ello"):
        assert trace.probabilities[step, net.vocabulary.index(letter)] > 0.9
    assert np.nanmean(trace.losses) == pytest.approx(net.about["loss"], abs=1e-4)


def test_hello_stays_readable():
    net = registry.load("hello")
    states = unroll(net, read(net, "hello")).hidden[0]
    assert (np.abs(states) < 0.9).mean() > 0.5
    assert max(np.abs(array).max() for array in net.parameters.values()) < 2.0
    for array in net.parameters.values():  # two decimals: what is printed is what is computed
        np.testing.assert_allclose(array, array.round(2), atol=1e-6)
    first, second = np.sign(states[2:4])
    assert (first != second).tolist() == [False, False, True, True]  # as the page says


def test_ohlol_answers_letter_for_letter():
    net = registry.load("ohlol")
    assert (net.embedding, net.layers, net.hidden, net.cell) == (10, 2, 8, "tanh")
    trace = unroll(net, read(net, "hello"), read(net, "ohlol"))
    assert "".join(net.vocabulary[i] for i in trace.probabilities.argmax(axis=1)) == "ohlol"
    assert trace.losses.mean() < 0.02
    assert trace.losses.mean() == pytest.approx(net.about["loss"], abs=1e-4)


def test_addition_makes_no_mistake_in_any_sum():
    net = registry.load("addition")
    inputs, targets = all_sums()
    assert right(net, inputs, targets).min() > 0.9
    costs = losses("sigmoid", forward(net, inputs).logits, targets)
    assert costs.mean() == pytest.approx(net.about["loss"], abs=1e-4)


def test_addition_goes_on_beyond_the_length_it_was_trained_on(rng):
    inputs, targets = sums(*rng.integers(0, 2**60, (2, 1000)), steps=61)
    assert right(registry.load("addition"), inputs, targets).min() > 0.9


def test_addition_counts_the_ones_as_the_page_says():
    net = registry.load("addition")
    inputs, targets = all_sums()
    ones = inputs.sum(axis=1)
    ones += (ones + targets[:, 0]) % 2  # the carry is what the two digits do not explain
    first, second, third = np.moveaxis(forward(net, inputs).top > 0.0, 1, 0)
    assert (first == (ones >= 1)).all()
    assert (second == (ones == 3)).all()
    assert (third == (ones >= 2)).all()


@pytest.mark.parametrize("name", ENGLISH)
def test_english_is_below_the_bigram_floor(name):
    net = registry.load(name)
    tokens = np.array(read(net, prose.english()[1][:3000]))
    costs = unroll(net, tokens[:-1], tokens[1:]).losses
    assert costs.mean() < prose.entropy(tokens, 1) - 0.2
    assert net.about["loss"] < net.about["trigram"] < net.about["bigram"] < net.about["unigram"]


@pytest.mark.parametrize("name", ENGLISH)
def test_english_costs_what_it_says(name):
    net = registry.load(name)
    if platform.python_version() != net.about["python"]:
        pytest.skip(f"was trained on the text of Python {net.about['python']}")
    tokens = np.array(read(net, prose.english()[1]))
    costs = unroll(net, tokens[:-1], tokens[1:]).losses
    assert costs.mean() == pytest.approx(net.about["loss"], abs=1e-3)
    for last, floor in enumerate(("unigram", "bigram", "trigram")):
        assert prose.entropy(tokens, last) == pytest.approx(net.about[floor], abs=1e-4)


def test_english_guesses_as_the_page_says():
    net = registry.load("english-tanh")
    text = prose.english()[1][:12000]
    tokens = np.array(read(net, text))
    hits = unroll(net, tokens[:-1]).probabilities.argmax(axis=1) == tokens[1:]
    letter = np.array([i - text.rfind(" ", 0, i) for i in range(1, len(text))])  # 1 is a word's first
    assert hits[letter == 1].mean() == pytest.approx(1 / 5, abs=0.05)
    assert hits[letter >= 4].mean() == pytest.approx(3 / 4, abs=0.05)
