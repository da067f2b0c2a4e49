"""Translate: its data, its exact floors, and what training reaches."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from rnnviz.analysis.encoder_decoder_trace import passage
from rnnviz.nn.encoder_decoder import END, START
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import TASKS, Translate, dates
from rnnviz.training import classics
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import learners, train

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "seq2seq.json").read_text())
KINDS = [Translate(), Translate(kind="pairs"), Translate(kind="reversal", shortest=2, longest=4)]
kinds = pytest.mark.parametrize("task", KINDS, ids=lambda task: task.kind)


def texts(task, batch):
    """A batch as words again."""
    for column, length in enumerate(batch.lengths):
        read = "".join(task.tokens[n] for n in batch.inputs[:length, column])
        wanted = batch.targets[:, column]
        yield read, [task.answers[n] for n in wanted[wanted >= 0]]


def trained(task, seed=0, samples=None, **run):
    """The network that a run ends with, and its last loss."""
    run = Run(**{**Translate.usual, **run})
    experiment = Experiment(task=task, seed=seed, samples=samples or task.samples, runs=(run,))
    for frame in train(experiment):
        (last,) = frame.runs
        if len(last.update_losses):
            loss = last.update_losses[-1]
    return last.network, loss


@kinds
def test_every_text_is_answered_right_to_its_end(rng, task):
    batch = task.examples(rng, 300)
    assert batch.inputs.shape == (batch.lengths.max(), 300)
    padded = np.arange(len(batch.inputs))[:, None] >= batch.lengths
    assert ((batch.inputs == -1) == padded).all()
    for read, wanted in texts(task, batch):
        assert wanted == [*task.right(read), END]
        assert task.plain(read) == read
    assert task.answers[:2] == (START, END)
    assert (task.read("king" if task.kind != "dates" else "3.3.98") >= 0).all()


def test_dates_are_drawn_from_all_days_and_spellings(rng):
    task = Translate()
    found = [dates.read(text) for text, _ in texts(task, task.examples(rng, 3000))]
    assert len(set(found)) > 2500
    assert {date.month for date in found} == set(range(1, 13))
    assert min(found).year == 1950 and max(found).year == 2049


@pytest.mark.parametrize("task", [KINDS[0], KINDS[2]], ids=["dates", "reversal"])
def test_what_is_unseen_is_never_trained_on(rng, task):
    assert not any(task.untrained(text) for text, _ in texts(task, task.examples(rng, 2000)))
    assert all(task.untrained(text) for text, _ in task._draw(rng, 500, unseen=True))


def test_no_spelling_of_an_unseen_date_is_trained_on():
    number = int(np.flatnonzero(dates.unseen())[100])
    spelled = [dates.spell(dates.day(number), way) for way in range(len(dates.SPELLINGS))]
    assert len(set(spelled)) == len(spelled)
    assert all(Translate().untrained(text) for text in spelled)


def test_the_floors_of_reversal_are_those_of_all_words_counted_one_by_one():
    task = Translate(kind="reversal", shortest=2, longest=3)
    weight = {}  # of each answer that occurs in training
    for length in (2, 3):
        words = ["".join(letters) for letters in itertools.product(task.tokens, repeat=length)]
        known = [word for word in words if not task.untrained(word)]
        weight |= {(*word[::-1], END): 0.5 / len(known) for word in known}
    count = sum(len(answer) * share for answer, share in weight.items())
    together, places = {}, {}
    for answer, share in weight.items():
        for place, letter in enumerate(answer):
            together[letter] = together.get(letter, 0.0) + share
            at = places.setdefault(place, {})
            at[letter] = at.get(letter, 0.0) + share

    def cost(shares):
        shares = np.array(list(shares.values()))
        return float(-(shares * np.log(shares / shares.sum())).sum())

    found = task.floors()
    assert found["nothing"] == pytest.approx(cost(together) / count)
    assert found["the position"] == pytest.approx(sum(map(cost, places.values())) / count)


def test_the_floors_of_dates():
    found = Translate().floors()
    count = dates.DAYS - dates.unseen().sum()
    assert found["the answer so far"] == pytest.approx(np.log(count) / 11)  # all different, 11 each
    iso = [dates.day(n).isoformat() for n in np.flatnonzero(~dates.unseen()).tolist()]
    digits = np.array([list(text) for text in iso])
    alone = 0.0
    for column in digits.T:
        shares = np.unique(column, return_counts=True)[1] / count
        alone -= float((shares * np.log(shares)).sum())
    assert found["the position"] == pytest.approx(alone / 11)
    assert list(found) == ["nothing", "the position", "the answer so far", "the text"]
    assert found["the text"] == 0.0


def test_the_floors_of_the_six_pairs():
    found = Translate(kind="pairs").floors()
    assert found["the answer so far"] == pytest.approx(6 * np.log(6) / (5 + 5 + 5 + 3 + 4 + 3 + 6))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"kind": "poems"}, "kind is 'poems'; allowed are dates, pairs, reversal"),
        ({"longest": 21}, "longest is 21"),
        ({"shortest": 5, "longest": 4}, "longest is 4; allowed are whole numbers from 5 to 20"),
        ({"pairs": "man women"}, "Line 1, “man women”, has no separator"),
    ],
)
def test_settings_that_cannot_be(settings, words):
    with pytest.raises(ValueError, match=words):
        Translate(**settings)


def test_a_text_that_cannot_be_read_is_a_sentence():
    task = Translate()
    for text, words in (
        ("3 März 1998", "The encoder has never met “ä”; it reads"),
        ("  ", "nothing to translate"),
        ("1" * 61, "The text has 61 characters; at most 60"),
    ):
        with pytest.raises(ValueError, match=words):
            task.read(text)
    assert task.plain("  MAR  3, 1998 ") == "mar 3, 1998"
    assert task.right("30 February 1998") is None
    assert task.untrained("3 March 1812")  # outside of all that is trained on


def test_it_comes_back_from_json_and_says_what_a_run_must_not_have():
    task = Translate(kind="pairs", pairs="a -> b\nc -> d", longest=9)
    experiment = Experiment(task=task, runs=(Run(truncation=Truncation.full()),))
    assert Experiment.from_json(experiment.to_json()) == experiment
    assert TASKS["translate"] is Translate
    for wrong, words in (
        ({"bidirectional": True}, "both directions"),
        ({"delay": 2}, "delay"),
        ({"truncation": Truncation.windows(5)}, "short sequences"),
    ):
        with pytest.raises(ValueError, match=words):
            Experiment(task=task, runs=(Run(**{"truncation": Truncation.full(), **wrong}),))


def test_measures_count_whole_answers():
    task = Translate(kind="pairs", pairs="a -> b\nc -> d\ne -> b")
    run = Run(**{**Translate.usual, "hidden": 4})
    model = task.start(run, 0)
    for name, array in model.parameters.items():
        array[...] = 0.0
        if name == "decoder.readout.bias":
            array[task.answers.index("b")] = 1.0  # always says b, and never stops
    assert task.measures(model) == {"exact": 0.0}
    model.parameters["decoder.rnn.weight_ih_l0"][2 * 4, 0] = 5.0  # its g, after START
    model.parameters["decoder.rnn.bias_ih_l0"][[0, 3 * 4]] = 5.0, 5.0  # and its gates let it through
    model.parameters["decoder.rnn.weight_ih_l0"][2 * 4, 2] = -9.0
    model.parameters["decoder.readout.weight"][1, 0] = -9.0  # so first b, and END after it
    assert task.measures(model) == {"exact": pytest.approx(2 / 3)}


# -- padded pairs --------------------------------------------------------------------------------------


def test_padded_pairs_have_one_length_and_one_alphabet():
    task = Translate("pairs", padded=True)
    assert len(task.tokens) == 29
    assert task.tokens == task.answers
    batch = task.batch(list(task.known.items()))
    assert batch.inputs.shape == (5, 6) and batch.unequal is None
    assert batch.targets.shape == (6, 6)
    read = ["".join(task.tokens[n] for n in column) for column in batch.inputs.T]
    assert read == ["man??", "black", "king?", "girl?", "up???", "high?"]
    written = ["".join(task.answers[n] for n in column) for column in batch.targets.T]
    assert written[:4] == [f"{word}{END}" for word in ("women", "white", "queen", "boy??")]
    assert task.words(batch.targets[:, 3]) == "boy"
    assert task.written(batch.targets[:, 3]) == "boy??"


def test_padded_pairs_let_any_letter_be_read():
    task = Translate("pairs", padded=True)
    for word in ("mans", "old", "z"):
        assert [task.tokens[n] for n in task.read(word)] == list(word.ljust(5, "?"))
    assert len(task.read("kingdom")) == 7
    with pytest.raises(ValueError, match=r"never met “ä”; it reads [?] a b c"):
        task.read("mäns")
    with pytest.raises(ValueError, match="has never met “o”"):
        Translate("pairs").read("old")


def test_that_pairs_are_padded_is_written_only_if_they_are():
    assert "padded" not in Translate("pairs").to_words()
    assert Translate("pairs", padded=True).to_words()["padded"] is True
    for wrong in ({"kind": "dates"}, {"kind": "pairs", "pairs": "a -> b?\nc -> d"}):
        with pytest.raises(ValueError, match=r"Padded with [?] are pairs that have none of it"):
            Translate(**wrong, padded=True)


@pytest.mark.parametrize("batch", [6, 4])
def test_in_epochs_each_pair_comes_once_before_any_comes_again(batch):
    task = Translate("pairs", padded=True, epochs=True)
    stream = task.stream(3, batch)
    read = [
        "".join(task.tokens[n] for n in column).rstrip("?")
        for position in range(300 // batch)
        for column in stream.at(position).inputs.T
    ]
    epochs = [read[start : start + 6] for start in range(0, len(read), 6)]
    assert all(sorted(epoch) == sorted(task.known) for epoch in epochs)
    assert len({tuple(epoch) for epoch in epochs}) > 10  # each in another order
    assert "epochs" not in Translate("pairs").to_words()
    with pytest.raises(ValueError, match="In epochs come pairs of words alone; the kind is 'dates'"):
        Translate(epochs=True)


@pytest.mark.slow
def test_the_classic_pairs_are_all_right_whether_fed_blanks_or_its_own_answer():
    (learner,) = learners(classics.pairs())
    learner.advance(learner.total)
    task, model = learner.task, learner.net
    blank = task.answers.index("?")
    for word, answer in GOLDEN["answers"].items():
        assert task.words(passage(model, task.read(word), 6).tokens) == answer
        assert task.words(passage(model, task.read(word), 6, blank=blank).tokens) == answer
    assert dict(learner.log.lines[-1]["answers"]) == dict(task.known)
    costs = [line["loss"] for line in learner.log.lines]
    assert costs == sorted(costs, reverse=True)  # all six in every update: the cost goes down evenly
    assert costs[0] > 0.1 and costs[-1] < 0.001
    assert task.words(passage(model, task.read("mans"), 6).tokens) == "women"
    # never seen, and answered with a word all the same
    assert task.words(passage(model, task.read("old"), 6).tokens) in task.known.values()
    assert [line["update"] for line in learner.log.lines] == list(range(99, 1000, 100))


# -- what training reaches ---------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_six_pairs_are_all_right_after_training(seed):
    task = Translate(kind="pairs")
    model, loss = trained(
        task, seed, 6000, cell="tanh", hidden=128, rate=0.001, batch=6, clip_norm=None
    )
    assert task.measures(model) == {"exact": 1.0}
    assert loss < 0.05
    for word, answer in GOLDEN["answers"].items():
        assert task.right(word) == answer


@pytest.mark.slow
def test_the_usual_run_spells_nineteen_of_twenty_unseen_dates_right():
    task = Translate()
    model, loss = trained(task)
    assert task.score(model, 2000) > 0.95
    assert loss < 0.1 < task.floors()["the answer so far"]


@pytest.mark.slow
def test_words_are_turned_round_that_were_never_seen():
    task = Translate(kind="reversal")
    model, _ = trained(task, samples=50_000)
    assert task.score(model, 2000) > 0.9


@pytest.mark.slow
def test_dates_are_learned_sooner_with_c_at_every_step():
    """Measured with seed 0, in percent of unseen dates after 20,000: 69 with c at every step, 2 with c
    as the first state alone; after 60,000 both have more than 90."""
    task = Translate()
    (once, _), (again, _) = (
        trained(task, samples=20_000, cell="gru", context=context) for context in (False, True)
    )
    assert task.score(again, 500) > task.score(once, 500) + 0.3
