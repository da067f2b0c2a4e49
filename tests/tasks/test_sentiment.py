"""Sentiment: what is learned and what is tested on, verdicts against PyTorch, order against a bag."""

from collections import Counter
from math import log

import numpy as np
import pytest
import torch
from scipy.optimize import minimize
from support.effort import cpu_at_most

from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.storage import datasets
from rnnviz.tasks.sentiment import EXAMPLES, UNKNOWN, Sentiment, split
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import train


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Keeps reviews of one's own and gives the key."""
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "store.sqlite"))

    def keep(texts, positive):
        return datasets.save_json(
            {
                "kind": "reviews",
                "texts": texts,
                "positive": positive,
                "read": len(texts),
                "read positive": sum(positive),
                "blank": 0,
            }
        )

    return keep


def some_reviews(rng, count=60, size=70):
    """Texts of words w0, w1, ... of which the first are the most frequent."""
    texts = []
    for _ in range(count):
        numbers = np.minimum((rng.pareto(0.8, rng.integers(1, 20)) * 5).astype(int), size - 1)
        texts.append(" ".join(f"w{n}" for n in numbers))
    return texts, [bool(n % 3 == 0) for n in range(count)]


def untrained(task, **settings):
    run = Run(**{**task.usual, **settings})
    return task.start(run, 1).astype("float64")


def by_torch(net: Network, tokens):
    """Probabilities of the classes after one whole sequence (T,), by PyTorch."""
    rnn, readout, embedding = net.to_torch()
    read = torch.from_numpy(np.asarray(tokens))
    vectors = torch.where((read < 0)[:, None], 0.0, embedding(read.clamp(min=0)))
    with torch.no_grad():
        states, last = rnn(vectors[:, None])
        hidden = last[0] if isinstance(last, tuple) else last
        if net.pool == "mean":
            pooled = states.mean(dim=0)
        else:
            pooled = torch.cat(list(hidden[-net.directions :]), dim=-1)
        return torch.softmax(readout(pooled), dim=-1)[0].numpy()


# -- data --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("yes", "no"), [(2000, 2000), (300, 7), (2, 2), (3, 50)])
def test_a_fifth_of_each_class_is_kept_apart(yes, no):
    positive = np.random.default_rng(3).permutation([True] * yes + [False] * no)
    train_part, test_part = split(positive)
    assert sorted([*train_part, *test_part]) == list(range(yes + no))
    assert positive[test_part].sum() == max(round(0.2 * yes), 1)
    assert (~positive[test_part]).sum() == max(round(0.2 * no), 1)


def test_examples_come_from_the_training_part_only(rng):
    task = Sentiment()
    corpus = task.corpus
    inputs, targets, lengths = task.examples(rng, 3000)
    assert inputs.shape == (lengths.max(), 3000)
    assert targets.shape == (1, 3000)
    learned = {corpus.text(place): corpus.positive[place] for place in corpus.train}
    unseen = {corpus.text(place) for place in corpus.test}
    seen = Counter()
    for row, target, length in zip(inputs.T, targets[0], lengths, strict=True):
        assert (row[:length] >= 0).all()
        assert (row[length:] == -1).all()
        text = " ".join(task.tokens[token] for token in row[:length])
        assert learned[text] == bool(target)
        assert text not in unseen
        seen[text] += 1
    assert 1000 < len(seen) < 3000
    assert abs(targets.mean() - 0.5) < 5 * 0.5 / 3000**0.5


def test_the_vocabulary_is_the_most_frequent_words_of_the_training_part(own, rng):
    texts, positive = some_reviews(rng, 200)
    task = Sentiment(source="own", data=own(texts, positive), words=50, longest=10)
    counts = Counter(word for place in task.corpus.train for word in texts[place].split()[-10:])
    assert len(counts) > 50
    assert task.tokens[0] == UNKNOWN
    assert len(task.tokens) == 50
    least = min(counts[word] for word in task.tokens[1:])
    assert all(counts[word] <= least for word in counts if word not in task.tokens)
    place = int(np.argmax([len(text.split()) for text in texts]))
    words = texts[place].split()[-10:]
    assert task.corpus.lengths[place] == 10
    assert task.corpus.text(place).split() == [w if w in task.tokens else UNKNOWN for w in words]


def test_a_long_review_is_cut_to_its_end_and_unknown_words_are_named(own, rng):
    texts, positive = some_reviews(rng, 200)
    task = Sentiment(source="own", data=own(texts, positive), words=50, longest=5)
    read = task.read("W0 one W1, w2 <br /> strange w3 w0")
    assert read.words == (",", "w2", "strange", "w3", "w0")
    assert (read.cut, read.unknown) == (3, (",", "strange"))
    assert [task.tokens[token] for token in read.tokens] == [UNKNOWN, "w2", UNKNOWN, "w3", "w0"]
    plain = Sentiment().read("not Splendid")
    assert plain.unknown == ("splendid",)
    assert plain.tokens.tolist() == [Sentiment().tokens.index("not"), -1]


def test_without_stop_words_reviews_are_shorter_and_typed_ones_are_read_alike(own, rng):
    texts = [f"the film was {word} , not it" for word in ("good", "bad", "fine", "poor") * 10]
    positive = [n % 2 == 0 for n in range(40)]
    task = Sentiment(source="own", data=own(texts, positive), without_stops=True)
    assert set(task.corpus.tokens) <= {"film", "good", "bad", "fine", "poor", "not"}
    assert set(task.corpus.lengths) == {3} and set(task.corpus.whole) == {7}
    read = task.read("The film was good, not it")
    assert read.words == ("film", "good", "not")
    assert (read.dropped, read.cut, read.unknown) == (4, 0, ())
    assert Sentiment().read("the film was good").dropped == 0


def test_in_epochs_every_review_to_learn_from_comes_once(own, rng):
    texts, positive = some_reviews(rng, 50)
    task = Sentiment(source="own", data=own(texts, positive), epochs=True)
    stream, count = task.stream(0, 8), len(task.corpus.train)
    assert count == 40
    seen = Counter()
    for position in range(10):  # two epochs
        inputs, targets, lengths = stream.at(position)
        assert targets.shape == (1, 8)
        for row, length in zip(inputs.T, lengths, strict=True):
            seen[" ".join(task.tokens[token] for token in row[:length])] += 1
    assert seen == Counter(2 * [task.corpus.text(place) for place in task.corpus.train])


def test_settings_that_are_not_set_are_not_stored(own, rng):
    assert set(Sentiment().to_words()) == {"source", "data", "words", "longest"}
    texts, positive = some_reviews(rng, 50)
    task = Sentiment(source="own", data=own(texts, positive), without_stops=True, epochs=True)
    made = Experiment(task=task, runs=(Run(**task.usual),))
    assert Experiment.from_json(made.to_json()).task == task


def test_long_reviews_are_measured_by_their_own_length(own, rng, monkeypatch):
    texts, positive = some_reviews(rng, 60)
    texts[5] = " ".join(["w1"] * 2000)
    task = Sentiment(source="own", data=own(texts, positive), longest=2500)
    assert task.corpus.lengths.max() == 2000
    net = untrained(task)
    whole = task.confusion(net)
    assert whole.sum() == len(task.corpus.test)
    monkeypatch.setattr("rnnviz.tasks.sentiment.AT_ONCE", 50)
    np.testing.assert_array_equal(task.confusion(net), whole)
    monkeypatch.setattr("rnnviz.tasks.sentiment.QUICK", 30)
    some = task.corpus.first(task.corpus.train)
    assert 1 <= len(some) < len(task.corpus.train)
    assert len(some) == 1 or task.corpus.lengths[some].sum() <= 30


def test_an_experiment_holds_the_key_alone_and_finds_the_data_again(own, rng):
    texts, positive = some_reviews(rng)
    task = Sentiment(source="own", data=own(texts, positive), words=50, longest=10)
    made = Experiment(task=task, runs=(Run(**task.usual),))
    text = made.to_json()
    assert len(text) < 1000
    assert Experiment.from_json(text) == made
    np.testing.assert_array_equal(Experiment.from_json(text).task.corpus.inputs, task.corpus.inputs)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"source": "web"}, "^source is 'web'; allowed are generated, own"),
        ({"words": 49}, "^words is 49; allowed are whole numbers from 50 to 5,000"),
        ({"longest": 4}, "^longest is 4; allowed are whole numbers from 5 to 2,500"),
        ({"source": "own"}, "^There are no reviews of your own yet; load a CSV file"),
        ({"source": "own", "data": "../x"}, "^data is '../x'; allowed is the key of a dataset"),
        ({"source": "own", "data": "0" * 16}, "^The dataset 0000000000000000 is not on this computer"),
    ],
)
def test_settings_that_cannot_be_are_sentences(own, settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        Sentiment(**settings)


# -- floors ------------------------------------------------------------------------------------------


def test_floors_by_hand_and_by_scipy(own, rng):
    texts, positive = some_reviews(rng, 150, 30)
    task = Sentiment(source="own", data=own(texts, positive), longest=40)
    learned, unseen = task.corpus.train, task.corpus.test
    labels = np.array(positive)
    share = labels[learned].mean()
    known = sorted({word for place in learned for word in texts[place].split()})
    table = np.array([[text.split().count(word) for word in known] for text in texts], dtype=float)

    def cost(theta, which):
        z = table[which] @ theta[:-1] + theta[-1]
        return np.logaddexp(0.0, np.where(labels[which], -z, z))

    def objective(theta):
        return cost(theta, learned).sum() + 0.5 * theta[:-1] @ theta[:-1]

    best = minimize(objective, np.zeros(len(known) + 1), options={"gtol": 1e-4}).x
    assert task.floors() == {
        "nothing": pytest.approx(-share * log(share) - (1 - share) * log(1 - share), abs=1e-12),
        "the words, not their order": pytest.approx(cost(best, unseen).mean(), abs=1e-5),
    }
    right = ((table[unseen] @ best[:-1] + best[-1] > 0.0) == labels[unseen]).mean()
    assert task.bag_accuracy() == pytest.approx(right)


def test_in_generated_reviews_the_order_tells_all_and_the_words_little():
    floors = Sentiment().floors()
    assert list(floors) == ["nothing", "the words, not their order", "the order, too"]
    assert floors["nothing"] == pytest.approx(log(2.0))
    assert 0.6 < floors["the words, not their order"] < log(2.0) - 0.02
    assert floors["the order, too"] == 0.0
    assert Sentiment().bag_accuracy() < 0.7


# -- verdicts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["tanh", "gru", "lstm"])
@pytest.mark.parametrize("pool", ["last", "mean"])
@pytest.mark.parametrize("both", [False, True])
def test_the_verdict_after_each_word_is_pytorchs_of_that_beginning(cell, pool, both):
    task = Sentiment()
    net = untrained(task, cell=cell, pool=pool, bidirectional=both)
    tokens = task.read("although nothing strange was good , the food was great").tokens
    assert -1 in tokens
    expected = [by_torch(net, tokens[:end]) for end in range(1, len(tokens) + 1)]
    np.testing.assert_allclose(task.verdicts(net, tokens), expected, atol=1e-10)


def test_a_long_review_is_read_in_parts_and_nothing_changes(own, rng, monkeypatch):
    task = Sentiment()
    net = untrained(task, bidirectional=True, pool="last")
    tokens = rng.integers(0, len(task.tokens), 40)
    whole = task.verdicts(net, tokens)
    monkeypatch.setattr("rnnviz.tasks.sentiment.AT_ONCE", 100)
    np.testing.assert_allclose(task.verdicts(net, tokens), whole, atol=1e-12)


def test_confusions_and_accuracies_count_pytorchs_verdicts(own, rng):
    texts, positive = some_reviews(rng, 120)
    task = Sentiment(source="own", data=own(texts, positive), words=50, longest=12)
    net = untrained(task)
    said = {}
    for place in [*task.corpus.train, *task.corpus.test]:
        tokens = task.corpus.inputs[: task.corpus.lengths[place], place].astype(int)
        said[place] = int(by_torch(net, tokens)[1] > 0.5)
    counts = np.zeros((2, 2), dtype=int)
    for place in task.corpus.test:
        counts[int(positive[place]), said[place]] += 1
    np.testing.assert_array_equal(task.confusion(net), counts)
    measured = task.measures(net.astype("float32"))
    for name, part in (("training", task.corpus.train), ("unseen", task.corpus.test)):
        right = np.mean([said[place] == positive[place] for place in part])
        assert measured[f"accuracy, {name}"] == pytest.approx(right)


# -- training ----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("pool", ["last", "mean"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_order_is_learned_and_unseen_reviews_are_judged(seed, pool):
    task = Sentiment()
    run = Run(**{**task.usual, "pool": pool})
    with cpu_at_most(60.0):
        (last,) = train(
            Experiment(task=task, seed=seed, samples=task.samples, runs=[run]), every=np.inf
        )
    net = last.runs[0].network.astype("float64")
    counts = task.confusion(net)
    assert counts.sum() == 800
    assert np.trace(counts) / counts.sum() >= 0.97
    assert task.bag_accuracy() < 0.7
    pairs = (
        EXAMPLES[:2],
        ("good , not bad", "bad , not good"),
        ("not good but bad", "not bad but good"),
    )
    for one, other in pairs:
        assert sorted(one.split()) == sorted(other.split())
        first, second = (task.verdicts(net, task.read(text).tokens)[-1, 1] for text in (one, other))
        assert (first > 0.5) != (second > 0.5)
    assert task.verdicts(net, task.read(EXAMPLES[0]).tokens)[-1, 1] > 0.9
    assert task.verdicts(net, task.read("not good at all").tokens)[-1, 1] < 0.1
