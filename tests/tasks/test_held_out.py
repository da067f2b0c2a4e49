"""The part of a text that is kept from training, against counting by hand and PyTorch."""

from collections import Counter
from math import log

import numpy as np
import pytest
import torch

from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Characters, Words, held_out

TEXT = (
    "the cat sat on the mat, the dog sat on the log. " * 30 + "and then a zebra ran by the quay. " * 4
)
TASK = Characters("own", TEXT, held_out=True)


def witten_bell(tokens, held, vocabulary, last):
    """The same by dictionaries, one token after the other."""
    start = len(tokens) - held
    counts = [Counter() for _ in range(last + 1)]
    after = [{} for _ in range(last + 1)]
    for n in range(last + 1):
        for t in range(n, start):
            context = tuple(tokens[t - n : t])
            counts[n][context, tokens[t]] += 1
            after[n].setdefault(context, []).append(tokens[t])

    def chance(context, token):
        shorter = chance(context[1:], token) if context else 1.0 / vocabulary
        met = after[len(context)].get(context, [])
        if not met:
            return shorter
        kinds = len(set(met))
        return (counts[len(context)][context, token] + kinds * shorter) / (len(met) + kinds)

    asked = range(start, len(tokens))
    return -sum(log(chance(tuple(tokens[t - last : t]), tokens[t])) for t in asked) / held


@pytest.mark.parametrize("seed", range(4))
def test_counting_is_that_of_a_count_token_by_token(seed):
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 9))
    coded = rng.integers(0, size, 400) * rng.integers(0, 2, 400)
    found = held_out.counting(coded, 60, size, 3)
    for last, loss in enumerate(found):
        assert loss == pytest.approx(witten_bell(list(coded), 60, size, last), abs=1e-12, rel=0)


def test_its_chances_add_up_to_one():
    """Whatever comes next is one of the tokens: so the exponents of the losses sum to 1."""
    coded = np.array([0, 1, 2, 0, 1, 1, 0, 2, 2, 0])
    chances = [np.exp(-held_out.counting(np.append(coded, x), 1, 4, 2)[2]) for x in range(4)]
    assert sum(chances) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize(("window", "delay"), [(None, 0), (5, 0), (None, 2), (7, 1), (1000, 0)])
def test_each_token_that_is_held_out_is_asked_once(window, delay):
    coded = np.arange(900)  # so that each token says where it stands
    inputs, targets = held_out.rows(coded, 300, window, delay)
    asked = targets >= 0
    assert sorted(targets[asked]) == list(range(600, 900 - max(delay - 1, 0)))
    # what is read is what stands before it, or so much later
    np.testing.assert_array_equal(inputs[asked], targets[asked] - 1 + delay)
    if window is not None:
        assert len(inputs) == window
    else:
        assert (~asked[: held_out.BEFORE]).all()


@pytest.mark.parametrize(
    ("count", "size", "held"),
    [(499, 20, 0), (500, 20, 50), (20_000, 90, 2000), (1_000_000, 90, 10_000), (900_000, 5000, 1000)],
)
def test_how_much_is_held_out(count, size, held):
    assert held_out.part(count, size) == held


def test_a_networks_loss_is_that_of_pytorch():
    run = Run(**Characters.usual)
    net = TASK.start(run, 0).astype("float64")
    rnn, readout, _embedding = net.to_torch()
    held = TASK.held_back
    total = 0.0
    # row by row, each after as many tokens that are only read
    for first in range(len(TASK.coded) - held, len(TASK.coded), held_out.ROW):
        stop = min(first + held_out.ROW, len(TASK.coded))
        begin = first - 1 - held_out.BEFORE
        read = torch.nn.functional.one_hot(torch.as_tensor(TASK.coded[begin : stop - 1]), net.inputs)
        logits = readout(rnn(read.double()[:, None])[0])[held_out.BEFORE :, 0]
        wanted = torch.as_tensor(TASK.coded[first:stop])
        total += torch.nn.functional.cross_entropy(logits, wanted, reduction="sum").item()
    assert TASK.held_out_loss(net, run) == pytest.approx(total / held, abs=1e-10, rel=0)


def test_a_run_that_is_reset_is_asked_in_its_windows():
    run = Run(**Characters.usual | {"truncation": Truncation.windows(1), "carry": False})
    net = TASK.start(run, 0)
    # who sees one letter only cannot do better than counting could
    assert TASK.held_out_loss(net, run) > TASK.floors()["bigram"]


def test_nothing_of_it_is_trained_on():
    assert 0 < TASK.held_back == len(TEXT) // 10
    whole = Characters("own", TEXT)
    assert len(TASK.trained) == len(TEXT) - TASK.held_back
    assert TASK.tokens == whole.tokens  # the zebra's letters have outputs
    assert TASK.floors()["unigram"] < whole.floors()["unigram"]
    _inputs, targets = TASK.stream(0, 3).window(0, 0, 3000)
    letters = {TASK.tokens[n] for n in targets.argmax(axis=1).ravel()}
    assert "z" not in letters
    assert list(TASK.counted) == ["unigram", "bigram", "trigram"]
    assert all(TASK.counted[name] > TASK.floors()[name] for name in TASK.counted)


def test_a_short_text_is_trained_on_as_a_whole():
    task = Words(held_out=True)
    assert (task.held_back, task.counted, task.holds_out) == (0, {}, False)
    assert task.floors() == Words().floors()
    assert list(Words(TEXT * 2, held_out=True).counted) == ["unigram", "bigram"]


def counted(net, coded, count, row, before):
    """The share of the last tokens that come out likeliest, one after the other by PyTorch."""
    rnn, readout, _embedding = net.to_torch()
    right = 0
    for first in range(len(coded) - count, len(coded), row):
        stop = min(first + row, len(coded))
        begin = max(first - 1 - before, 0)
        read = torch.nn.functional.one_hot(torch.as_tensor(coded[begin : stop - 1]), net.inputs)
        said = readout(rnn(read.double()[:, None])[0])[:, 0].argmax(dim=-1).numpy()
        right += int((said[-(stop - first) :] == coded[first:stop]).sum())
    return right / count


@pytest.mark.parametrize("seed", range(3))
def test_the_share_of_right_answers_is_counted_where_something_is_held_out_there(seed):
    run = Run(**Characters.usual)
    net = TASK.start(run, seed).astype("float64")
    row, before = held_out.QUICK
    wanted = counted(net, TASK.coded, min(512, TASK.held_back), row, before)
    assert TASK.right_answers(net, run) == {"right answers, held out": pytest.approx(wanted, abs=1e-12)}
    whole = Characters("own", TEXT)
    wanted = counted(net, whole.coded, 512, row, before)
    assert whole.right_answers(net, run) == {"right answers": pytest.approx(wanted, abs=1e-12)}


def test_a_short_text_is_asked_for_all_its_tokens_but_the_first():
    task, run = Words(), Run(**Words.usual)
    net = task.start(run, 0)
    for array in net.parameters.values():
        array[...] = 0.0
    often = int(np.bincount(task.coded[1:]).argmax())
    net.parameters["readout.bias"][often] = 1.0  # always says the word that is met most
    share = (task.coded[1:] == often).mean()
    assert task.right_answers(net, run) == {"right answers": pytest.approx(share)}
