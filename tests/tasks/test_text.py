"""What reading tasks share: floors by counting, rows of a text, samples by their probabilities."""

from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare, entropy

from rnnviz.data.stream import TextStream
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Characters, Words
from rnnviz.tasks.text import draw
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import learners, train
from rnnviz.training.window_learner import StreamLearner

few = settings(deadline=None, max_examples=100, derandomize=True)
HELLO = Characters("own", "hello world, hello recurrent world")


def counted(parts, last):
    """The entropy of what follows `last` tokens, by a table of all that followed them."""
    followers = defaultdict(Counter)
    for place in range(len(parts)):
        before = tuple(parts[(place - back) % len(parts)] for back in range(last, 0, -1))
        followers[before][parts[place]] += 1
    each = [(sum(of.values()), entropy(list(of.values()))) for of in followers.values()]
    return sum(often * cost for often, cost in each) / len(parts)


@few
@given(st.text("abcdé \n", min_size=2).filter(lambda text: len(set(text)) > 1))
def test_floors_equal_a_count_of_all_that_follows(text):
    task = Characters("own", text)
    assert task.floors() == {
        "nothing": pytest.approx(np.log(len(set(text)))),
        "unigram": pytest.approx(counted(text, 0), abs=1e-12),
        "bigram": pytest.approx(counted(text, 1), abs=1e-12),
        "trigram": pytest.approx(counted(text, 2), abs=1e-12),
    }


def test_the_bigram_floor_is_what_a_table_of_pairs_costs():
    """A network of one step's memory that holds the table exactly: it loses the floor on the text."""
    text = HELLO.text
    size = len(HELLO.tokens)
    net = Network.random("identity", size, size, size, vocabulary=HELLO.tokens)
    for array in net.parameters.values():
        array[...] = 0.0
    net.parameters["rnn.weight_ih_l0"][...] = np.eye(size)
    pairs = np.zeros((size, size))
    np.add.at(pairs, (np.roll(HELLO.coded, -1), HELLO.coded), 1.0)
    net.parameters["readout.weight"][...] = np.log(np.maximum(pairs / pairs.sum(axis=0), 1e-300))
    losses = unroll(net, HELLO.coded, np.roll(HELLO.coded, -1)).losses
    assert len(losses) == len(text)
    assert losses.mean() == pytest.approx(HELLO.floors()["bigram"], abs=1e-12)


# -- rows --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", [1, 3, 34, 50])
def test_rows_read_the_text_from_places_spread_evenly(batch):
    text = HELLO.coded
    stream = HELLO.stream(0, batch)
    assert isinstance(stream, TextStream)
    for start, first, stop in ((0, 0, 25), (30, 33, 80), (1000, 1000, 1001)):
        inputs, targets = stream.window(start, first, stop)
        assert inputs.shape == (stop - start, len(HELLO.tokens), batch)
        assert targets.shape == (stop - first, len(HELLO.tokens), batch)
        assert inputs.dtype == targets.dtype == np.float32
        for row in range(batch):
            place = row * len(text) // batch
            read = [text[(place + t) % len(text)] for t in range(start, stop + 1)]
            np.testing.assert_array_equal(inputs[..., row].argmax(axis=1), read[:-1])
            np.testing.assert_array_equal(targets[..., row].argmax(axis=1), read[first - start + 1 :])
        np.testing.assert_array_equal(inputs.sum(axis=1), 1.0)
        np.testing.assert_array_equal(targets.sum(axis=1), 1.0)


def test_one_round_of_the_text_costs_its_floor_at_best():
    run = Run(batch=2, truncation=Truncation.windows(17), hidden=3)  # 2 x 17 letters are all of them
    experiment = Experiment(task=HELLO, samples=34, runs=[run])
    (learner,) = learners(experiment)
    assert isinstance(learner, StreamLearner)
    seen = np.concatenate([learner.windows.window(0, 0, 17)[1][..., row] for row in (0, 1)])
    np.testing.assert_array_equal(seen.argmax(axis=1), np.roll(HELLO.coded, -1))


# -- samples -----------------------------------------------------------------------------------------


def table(chances):
    """A network that gives the same probabilities whatever it reads."""
    net = Network.random(inputs=13, outputs=13, vocabulary=HELLO.tokens)
    for array in net.parameters.values():
        array[...] = 0.0
    net.parameters["readout.bias"][...] = np.log(chances)
    return net


def frequencies(rng, chances, **settings):
    drawn = HELLO.sample(table(chances), "hello", 3000, rng=rng, **settings)
    return np.array([drawn.count(token) for token in HELLO.tokens])


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("top_k", [None, 4])
def test_samples_come_as_often_as_their_probabilities_say(rng, temperature, top_k):
    chances = rng.dirichlet(np.ones(13))
    expected = chances ** (1.0 / temperature)
    if top_k:
        expected[np.argsort(expected)[:-top_k]] = 0.0
    found = frequencies(rng, chances, temperature=temperature, top_k=top_k)
    possible = expected > 0.0
    assert not found[~possible].any()
    wanted = expected[possible] / expected.sum() * 3000
    rare = wanted < 5.0
    both = [np.append(counts[~rare], counts[rare].sum()) for counts in (found[possible], wanted)]
    both = [counts[both[1] > 0] for counts in both]
    assert chisquare(both[0], both[1] * (both[0].sum() / both[1].sum())).pvalue > 1e-4


def test_at_temperature_0_and_of_one_candidate_the_likeliest_comes(rng):
    chances = rng.dirichlet(np.ones(13))
    for settings_ in ({"temperature": 0.0}, {"top_k": 1}):
        assert (frequencies(rng, chances, **settings_) > 0).nonzero()[0] == [chances.argmax()]


def test_of_equals_as_many_as_asked_for_can_come(rng):
    drawn = {draw(np.full(5, 0.2), 3, rng) for _ in range(200)}
    assert len(drawn) == 3


def test_a_sample_follows_its_prompt_and_its_generator():
    net = Network.random("gru", 13, 8, 13, vocabulary=HELLO.tokens, gain=2.0)
    one, same, other = (
        HELLO.sample(net, "hello", 50, rng=np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert len(one) == 50
    assert one == same != other
    # every token is the likeliest after all before it
    text = [*"hello", *HELLO.sample(net, "hello", 30, temperature=0.0)]
    numbers = np.array([HELLO.tokens.index(part) for part in text])
    likeliest = unroll(net, numbers).logits.argmax(axis=1)
    np.testing.assert_array_equal(numbers[5:], likeliest[4:-1])


def test_without_a_prompt_it_begins_with_a_token_of_the_text(rng):
    net = Network.random(inputs=13, outputs=13, vocabulary=HELLO.tokens)
    firsts = Counter(HELLO.sample(net, "", 1, rng=rng)[0] for _ in range(400))
    assert firsts["l"] > firsts["w"] > 0
    assert len(HELLO.sample(net, "", 7, rng=rng)) == 7


@pytest.mark.parametrize(
    ("settings_", "words"),
    [
        ({"prompt": "help!"}, "The prompt has “p”, which the text does not have"),
        ({"temperature": -0.1}, "temperature is -0.1; allowed are numbers from 0"),
        ({"temperature": float("nan")}, "temperature is nan; allowed"),
        ({"top_k": 0}, "top_k is 0; allowed are whole numbers from 1"),
        ({"top_k": 2.5}, "top_k is 2.5; allowed are whole numbers from 1"),
        ({"top_k": True}, "top_k is True; allowed are whole numbers from 1"),
        ({"temperature": "x"}, "temperature is x; allowed are numbers from 0"),
    ],
)
def test_what_cannot_be_sampled_is_refused(settings_, words):
    net = Network.random(inputs=13, outputs=13, vocabulary=HELLO.tokens)
    with pytest.raises(ValueError, match=words):
        HELLO.sample(net, **({"prompt": "h", "length": 5} | settings_))


# -- a text of one's own -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The text needs two different characters at least; it has none"),
        ("aaaa", "it has only one, “a”"),
        ("ab" * 500_001, "The text has 1,000,002 letters; at most 1,000,000 are trained on"),
        (5, "text is 5; allowed is text"),
    ],
)
def test_a_text_with_nothing_to_learn_or_too_much_is_refused(text, words):
    with pytest.raises(ValueError, match=words):
        Characters("own", text)


def test_words_are_refused_with_their_own_sentence():
    with pytest.raises(ValueError, match="needs two different words at least; it has only one, “no”"):
        Words("no no no")
    many = " ".join(f"w{number}" for number in range(5001))
    with pytest.raises(ValueError, match="The text has 5,001 different words; at most 5,000"):
        Words(many)


def test_one_character_is_what_a_reader_sees_as_one():
    task = Characters("own", "né\r\nee\u0301\rn👩\u200d🚀")
    assert list(task.parts) == ["n", "é", "\n", "e", "é", "\n", "n", "👩\u200d🚀"]
    assert task.network(Run())["inputs"] == 5


# -- training ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("task", [HELLO, Words()], ids=["characters", "words"])
@pytest.mark.parametrize("embedding", [None, 5])
def test_a_short_text_is_learned_by_heart(task, embedding):
    kind = {"cell": "gru", "hidden": 24, "embedding": embedding, "truncation": Truncation.windows(10)}
    run = Run(**kind, batch=4, optimizer="adam", rate=0.02)
    (last,) = train(Experiment(task=task, samples=8000, runs=[run]), every=np.inf)
    assert last.runs[0].update_losses[-1] < 0.05 < task.floors()["bigram"]
    net = last.runs[0].network
    assert net.vocabulary == task.tokens
    if task is HELLO:
        assert "".join(task.sample(net, "hello w", 12, temperature=0.0)) == "orld, hello "


def test_an_experiment_on_a_text_survives_its_json():
    for task in (HELLO, Characters("reber"), Characters("brackets", most=3), Words("so it is so")):
        experiment = Experiment(task=task, runs=[Run(**task.usual)])
        assert Experiment.from_json(experiment.to_json()) == experiment


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("café cafe\u0301 tea", ["café", "tea"]),
        ("don't don’t know", ["don't", "know"]),
        ("\ufeffa b", ["a", "b"]),
        ("我喜欢", ["喜", "我", "欢"]),
    ],
)
def test_equal_words_are_one_token_however_they_are_written(text, tokens):
    assert list(Words(text).tokens) == sorted(tokens)


def test_a_network_that_was_trained_before_keeps_its_tokens():
    before, now = Words("我喜欢 café cafe\u0301", reading=1), Words("我喜欢 café cafe\u0301")
    assert (len(before.tokens), len(now.tokens)) == (3, 4)
    assert Experiment.from_json(Experiment(task=before).to_json()).task == before
    assert Experiment.from_json(Experiment(task=now).to_json()).task == now


def test_how_a_text_is_read_is_written_only_where_it_makes_a_difference():
    assert "reading" not in Experiment(task=Words("dog bites man")).to_json()
    assert '"reading":2' in Experiment(task=Words("我喜欢")).to_json()
    assert "reading" not in Experiment(task=Characters()).to_json()


@pytest.mark.parametrize("temperature", [1e-46, 1e-310, 5e-324, 1e-20])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_next_to_no_temperature_is_none(temperature, dtype, rng):
    task = Words("a b a c a b d")
    net = Network.random(inputs=4, outputs=4, hidden=3, dtype=dtype)
    coldest = task.sample(net, "a", 12, 0.0, rng=rng)
    assert task.sample(net, "a", 12, temperature, rng=rng) == coldest


# -- how rows read a text ------------------------------------------------------------------------------


def read_by(stream, start, stop):
    """The tokens that are read and asked for, `(T, B)`."""
    return [hot.argmax(axis=1) for hot in stream.window(start, start, stop)]


def test_rows_of_pairs_start_whole_pairs_apart_and_never_join_the_ends():
    task = Words(rows="pairs")
    assert task.tokens[:3] == ("After", "learning", "his")
    inputs, targets = read_by(task.stream(0, 5), 0, 23)
    np.testing.assert_array_equal(inputs[0], task.coded[[0, 3, 6, 9, 12]])
    for row, start in enumerate((0, 3, 6, 9, 12)):
        places = (start + np.arange(23)) % 20
        np.testing.assert_array_equal(inputs[:, row], task.coded[places])
        np.testing.assert_array_equal(targets[:, row], task.coded[places + 1])


def test_rows_of_passes_have_a_part_each_and_begin_again_before_its_end():
    task = Characters("own", "abcdefghij" + "klmnopqrst", rows="passes")
    stream = task.stream(0, 2, 3)
    # parts of 10 letters: windows at 0 and 3; at 6 no whole one would follow
    assert [place for place in range(0, 18, 3) if stream.begins(place)] == [0, 6, 12]
    inputs, targets = read_by(stream, 9, 12)
    np.testing.assert_array_equal(inputs, [[3, 13], [4, 14], [5, 15]])
    np.testing.assert_array_equal(targets, inputs + 1)


@pytest.mark.parametrize("rows", ["pairs", "passes"])
def test_floors_of_pairs_are_those_of_the_pairs_that_are_asked(rows):
    text = "a b a c b a b b c a"
    floors = Words(text, rows=rows).floors()
    words = text.split()
    after = {}
    for one, other in pairwise(words):
        after.setdefault(one, []).append(other)
    loss = 0.0
    for answers in after.values():
        loss -= sum(np.log(answers.count(answer) / len(answers)) for answer in answers)
    assert floors["bigram"] == pytest.approx(loss / 9)
    asked = words[1:]
    alone = -sum(np.log(asked.count(answer) / 9) for answer in asked) / 9
    assert floors["unigram"] == pytest.approx(alone)


def test_how_rows_read_a_text_is_written_only_if_it_is_not_as_usual():
    assert "rows" not in Words().to_words()
    assert Words(rows="pairs").to_words()["rows"] == "pairs"
