"""Labelling: exact floors by enumeration and by hand; one direction fails, both succeed."""

from collections import defaultdict
from itertools import product
from math import log

import numpy as np
import pytest

from rnnviz.nn.network import Network
from rnnviz.pretrained.task_networks import opening
from rnnviz.runs.run import Run
from rnnviz.tasks import Labelling
from rnnviz.tasks.names import EITHER, FIRST, INTRODUCED, OF_PERSONS, SURNAMES, clauses
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import learners

LN2 = np.log(2)
NAMES = ("nothing", "the word alone", "the words up to it", "delay 1", "delay 2", "both directions")


def entropy(chance):
    return -sum(side * log(side) for side in (chance, 1.0 - chance) if side > 0.0)


def enumerated(sentences, seen):
    """The mean entropy of a label by sorting the words of every sentence by what is seen of it."""
    sorted_ = defaultdict(lambda: [0.0, 0.0])
    for words, labels, chance in sentences:
        for at, label in enumerate(labels):
            sorted_[seen(words, at)][label] += chance
    total = sum(map(sum, sorted_.values()))
    return sum(sum(both) / total * entropy(both[1] / sum(both)) for both in sorted_.values())


def sentences(count, chosen):
    """Whole sentences of so many clauses, of those that are chosen."""
    for parts in product(chosen, repeat=count):
        words, labels, chance = [], [], 1.0
        for part in parts:
            words += ["and", *part.words] if words else part.words
            labels += [0, *part.labels] if labels else part.labels
            chance *= part.chance
        yield tuple(words), tuple(labels), chance


SEEN = {
    "nothing": lambda words, at: (),
    "the word alone": lambda words, at: words[at],
    "the words up to it": lambda words, at: (at, words[: at + 1]),
    "delay 1": lambda words, at: (at, words[: at + 2]),
    "delay 2": lambda words, at: (at, words[: at + 3]),
    "both directions": lambda words, at: (words, at),
}


def test_floors_are_those_of_every_sentence_enumerated():
    floors = Labelling(clauses=1).floors()
    assert tuple(floors) == NAMES
    every = list(sentences(1, clauses()))
    for name, seen in SEEN.items():
        assert floors[name] == pytest.approx(enumerated(every, seen), abs=1e-12), name


def test_a_second_clause_tells_nothing_of_the_first(monkeypatch):
    """Pairs of clauses, enumerated whole; with fewer words, or there would be three million."""
    few = [c for c in clauses() if "rusty" in c.words and not {"brooks", "woods"} & set(c.words)]
    total = sum(clause.chance for clause in few)
    few = [clause._replace(chance=clause.chance / total) for clause in few]
    monkeypatch.setattr("rnnviz.tasks.labelling.clauses", lambda: few)
    every = list(sentences(2, few))
    floors = Labelling().floors()
    for name, seen in SEEN.items():
        assert floors[name] == pytest.approx(enumerated(every, seen), abs=1e-9), name


def test_floors_by_hand():
    """Of a clause without a title or an article the first word is open until the next, the second, if
    it can be either, until the one behind it."""
    floors = Labelling().floors()
    steps = 2 * (4 + INTRODUCED) + 1
    either = len(EITHER) / (len(EITHER) + len(SURNAMES))
    bare = 2 * (1 - INTRODUCED) * LN2 / steps
    assert floors["nothing"] == pytest.approx(entropy(2 / steps))
    assert floors["the word alone"] == pytest.approx(2 * LN2 * (1 + either) / steps)
    assert floors["the words up to it"] == pytest.approx(bare * (1 + either))
    assert floors["delay 1"] == pytest.approx(bare * either)
    assert floors["delay 2"] == pytest.approx(0.0, abs=1e-12)
    assert floors["both directions"] == 0.0


def test_sentences_come_as_often_as_the_grammar_says(rng):
    task = Labelling()
    inputs, targets, lengths = task.examples(rng, 4000)
    here = np.arange(len(inputs))[:, None] < lengths
    np.testing.assert_array_equal(inputs >= 0, here)
    np.testing.assert_array_equal(~np.isnan(targets[:, 0]), here)
    assert lengths.mean() == pytest.approx(2 * (4 + INTRODUCED) + 1, abs=0.05)
    assert targets[:, 0][here].mean() == pytest.approx(2 / 9.8, abs=0.01)
    for row in range(200):
        words = [task.tokens[token] for token in inputs[: lengths[row], row]]
        assert task.right(words) == tuple(targets[: lengths[row], 0, row].astype(int))


def trained(samples, **settings):
    """A network after so many sentences, and the mean loss of its last updates."""
    run = Run(**{**Labelling.usual, **settings})
    (learner,) = learners(Experiment(task=Labelling(), samples=samples, runs=(run,)))
    learner.advance(learner.total)
    net = learner.network(learner.checkpoint()["parameters"])
    return net, float(np.mean(learner.losses[-50:]))


@pytest.mark.slow
def test_one_direction_must_fail_and_both_succeed():
    floors = Labelling().floors()
    one, failed = trained(30_000, bidirectional=False)
    both, found = trained(30_000)
    # it comes down to what the words up to each tell, and no further
    assert failed == pytest.approx(floors["the words up to it"], rel=0.1)
    assert found < 0.02
    assert Labelling().score(both)[1] > 0.98
    assert Labelling().score(one)[1] < 0.6


@pytest.mark.slow
def test_answers_that_come_later_are_as_good_as_what_has_been_read_by_then():
    floors = Labelling().floors()
    later, found = trained(30_000, bidirectional=False, delay=1)
    assert found == pytest.approx(floors["delay 1"], rel=0.15)
    __, found = trained(30_000, bidirectional=False, delay=2)
    assert found < 0.02
    assert Labelling().score(later, delay=1)[0] > 0.9


def test_what_it_opens_with_tells_persons_from_woods():
    made = opening("labelling")
    for ending, wanted in (("sings tonight", True), ("look old", False)):
        words = made.task.read(f"Rusty Woods {ending}")
        chances = made.task.chances(made.model, words)
        assert (chances[:2] > 0.95).all() if wanted else (chances[:2] < 0.05).all()
    unfolding = made.task.unfolding(made.model, words)
    np.testing.assert_allclose(unfolding[-1], chances)
    assert np.isnan(unfolding[0, 1:]).all()
    # the third word decides: before it the first two looked like a name
    assert (unfolding[1, :2] - unfolding[2, :2] > 0.5).all()


def test_a_network_of_one_direction_never_changes_its_mind():
    task = Labelling()
    net = Network.random("tanh", len(task.tokens), 4, 1, output="sigmoid", vocabulary=task.tokens)
    words = task.read("rusty woods sings tonight")
    unfolding = task.unfolding(net, words)
    for at in range(4):
        np.testing.assert_allclose(unfolding[at:, at], unfolding[-1, at])


def test_a_score_counts_words_and_whole_sentences():
    task = Labelling()
    net = Network.random("tanh", len(task.tokens), 4, 1, output="sigmoid", vocabulary=task.tokens)
    for array in net.parameters.values():
        array[...] = 0.0
    net.parameters["readout.bias"][...] = -1.0  # says of no word that it is a name
    words, whole = task.score(net)
    __, targets, __ = task.examples(np.random.default_rng(0), 200)
    assert words == pytest.approx(1 - np.nanmean(targets))
    assert whole == pytest.approx((np.nansum(targets, axis=(0, 1)) == 0).mean())


def test_typed_words_are_read_small_and_unknown_ones_are_nothing():
    task = Labelling()
    assert task.read("Rusty  Woods sings, tonight") == ("rusty", "woods", "sings", ",", "tonight")
    assert task.coded(("rusty", "zebra")).tolist() == [task.tokens.index("rusty"), -1]
    assert task.right(("rusty",)) is None
    assert set(FIRST) | {ending.split()[1] for ending in OF_PERSONS} <= set(task.tokens)


@pytest.mark.parametrize("clauses", [0, 5, 1.0, True, "2"])
def test_other_numbers_of_clauses_are_refused(clauses):
    with pytest.raises(ValueError, match=r"clauses is .*; allowed are whole numbers from 1 to 4"):
        Labelling(clauses=clauses)


def test_right_answers_are_words_counted_one_by_one():
    task, run = Labelling(), Run(**Labelling.usual)
    net = task.start(run, 1).astype("float64")
    inputs, targets, lengths = task.examples(np.random.default_rng(0), 200)
    right = []
    for row, length in enumerate(lengths):
        words = [task.tokens[n] for n in inputs[:length, row]]
        said = task.chances(net, words) > 0.5
        right += list(said == (targets[:length, 0, row] > 0.5))
    assert task.right_answers(net, run) == {"right answers": pytest.approx(np.mean(right))}
