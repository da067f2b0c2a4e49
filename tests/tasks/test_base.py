"""What every task inherits: what its runs may be, their network, and the order of its examples."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest
from support.uneven_tasks import Numbers, Uneven, assert_same_examples

from rnnviz.data.examples import BLOCK, Examples
from rnnviz.nn.encoder_decoder import EncoderDecoder
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Addition, Caption, Characters, Echo, Execute, Forecast, Sentiment
from rnnviz.tasks.base import SHAPES, ExampleTask, one_of, whole

FULL = Truncation.full()


@dataclass(frozen=True)
class Staged(ExampleTask):
    """Sequences of one step whose token says how far the run had come when they were made."""

    name: ClassVar[str] = "staged"
    shape: ClassVar[str] = "N to N"
    curricula: ClassVar[tuple[str, ...]] = ("rising", "falling")

    def examples(self, rng, count):
        return self._of(count, 0)

    def staged(self, rng, count, curriculum, progress):
        return self._of(count, int(100 * (progress if curriculum == "rising" else 1 - progress)))

    def _of(self, count, token):
        return Examples(np.full((1, count), token), np.zeros((1, count), int), np.ones(count, int))


# which runs


@pytest.mark.parametrize(
    ("task", "settings", "sentence"),
    [
        (Sentiment(), {"delay": 2}, "has a delay, which is for N to N; sentiment is N to 1"),
        (Addition(), {"curriculum": "rising"}, "has the curriculum 'rising'; it has none"),
        (Staged(), {"curriculum": "wild"}, "has the curriculum 'wild'; allowed are rising, falling"),
        (
            Forecast(),
            {"embedding": 3},
            "has an embedding, which is for tokens; forecast reads numbers",
        ),
        (Addition(), {"pool": "mean"}, "pools, which is for N to 1; addition is N to N"),
        (
            Sentiment(),
            {"forcing": 0.5},
            "has teacher forcing, which is for decoders; sentiment is N to 1",
        ),
        (
            Addition(),
            {"context": True},
            "has c at every step, which is for decoders; addition is N to N",
        ),
        (
            Echo(),
            {"bidirectional": True},
            "has both directions; echo is an endless sequence, which cannot be read from its end",
        ),
        (
            Echo(),
            {"embedding": 3, "truncation": Truncation.even(4)},
            "has an embedding, which goes with windows or full, not with",
        ),
        (Forecast(), {"truncation": Truncation.sliding(4)}, "which goes with tokens; forecast reads"),
        (Addition(), {"truncation": Truncation.windows(5)}, "so allowed is full"),
        (Execute(), {"bidirectional": True}, "an encoder hands on the state that it ends in"),
    ],
    ids=str,
)
def test_a_run_that_a_task_cannot_train_is_refused_in_a_sentence(task, settings, sentence):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        task.check(Run(**{"truncation": FULL, **settings}))
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("task", "settings"),
    [
        (Addition(), {"delay": 2, "bidirectional": True}),
        (Sentiment(), {"pool": "mean", "embedding": 3}),
        (Staged(), {"curriculum": "falling"}),
        (Caption(), {"forcing": 0.0}),
        (Execute(), {"context": True}),
        (Echo(), {"truncation": Truncation.sliding(4)}),
        (Echo(), {"embedding": 3, "truncation": Truncation.windows(4)}),
    ],
    ids=str,
)
def test_other_runs_are_taken(task, settings):
    task.check(Run(**{"truncation": FULL, **settings}))


def test_samples_of_an_update_are_steps_of_a_stream_and_sequences_of_examples():
    run = Run(truncation=Truncation.windows(5), batch=20)
    assert Echo().per_update(run, 10_000) == 5 * 20
    # the whole stream in one update, the last row filled up
    full = Run(truncation=FULL, batch=30)
    assert Echo().per_update(full, 100) == 4 * 30
    assert Addition().per_update(full, 100) == 30


# its network


@pytest.mark.parametrize("cell", ["tanh", "gru", "lstm"])
@pytest.mark.parametrize("embedding", [None, 3])
def test_a_network_has_the_sizes_of_the_task_and_the_settings_of_the_run(cell, embedding):
    run = Run(cell=cell, hidden=7, layers=2, bidirectional=True, embedding=embedding, truncation=FULL)
    net = Uneven().start(run, seed=4)
    assert (net.cell, net.hidden, net.layers, net.directions) == (cell, 7, 2, 2)
    assert (net.inputs, net.outputs) == Uneven().sizes
    assert net.embedding == embedding
    assert Numbers().start(run.model_copy(update={"embedding": None}), 0).output == "linear"


@pytest.mark.parametrize("task", [Uneven(), Sentiment(), Characters("reber"), Caption()], ids=str)
def test_a_model_of_parameters_is_the_model_that_had_them(task):
    truncation = FULL if isinstance(task, ExampleTask) else Truncation.windows(5)
    run = Run(cell="gru", truncation=truncation)
    one, other = task.start(run, seed=1), task.start(run, seed=2)
    again = task.model(run, one.parameters)
    assert type(again) is type(one)
    for name, array in one.parameters.items():
        np.testing.assert_array_equal(again.parameters[name], array)
    assert any((one.parameters[name] != other.parameters[name]).any() for name in one.parameters)


def test_a_pooled_task_reads_its_answer_from_the_last_state_unless_told_otherwise():
    settings = Sentiment().network(Run(truncation=FULL))
    assert (settings["pool"], settings["labels"]) == ("last", ("negative", "positive"))
    assert Sentiment().network(Run(truncation=FULL, pool="mean"))["pool"] == "mean"


def test_an_answer_is_ended_by_its_end_and_written_by_a_decoder(rng):
    for task in (Caption(), Execute()):
        model = task.start(Run(truncation=FULL, hidden=5), 0)
        assert isinstance(model, EncoderDecoder)
        assert model.decoder.vocabulary == task.answers
        targets = task.examples(rng, 30).targets
        for answer in targets.T:
            real = answer[answer >= 0]
            assert real[-1] == 1  # START and END come first
            assert (real[:-1] > 1).all()


# its examples


def test_without_a_curriculum_the_examples_are_drawn_as_they_are():
    stream = Staged().stream(0, BLOCK)
    assert {int(stream.at(position).inputs[0, 0]) for position in range(4)} == {0}


def test_the_stages_of_a_curriculum_are_spread_over_the_samples():
    for curriculum, sign in (("rising", 1), ("falling", -1)):
        stream = Staged().stream(0, BLOCK, curriculum, samples=4 * BLOCK)
        found = [int(stream.at(position).inputs[0, 0]) for position in range(7)]
        assert found[::sign] == sorted(found)
        assert found[:5] == [0, 25, 50, 75, 100][::sign]
        assert found[5:] == [100 if sign == 1 else 0] * 2  # at its end it stays


def test_the_same_seed_gives_the_same_examples():
    one, same, other = (Uneven().stream(seed, 9).at(3) for seed in (5, 5, 6))
    assert_same_examples(one, same)
    assert one.lengths.tolist() != other.lengths.tolist()


# settings


@pytest.mark.parametrize("value", [2, 3, 1000])
def test_whole_numbers_within_their_limits(value):
    whole("bits", value, 2, 1000)


@pytest.mark.parametrize(
    ("value", "shown"), [(1, "1"), (1001, "1001"), (2.0, "2.0"), ("3", "'3'"), (True, "True")]
)
def test_others_are_refused_with_what_is_allowed(value, shown):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        whole("bits", value, 2, 1000)
    assert str(refused.value) == f"bits is {shown}; allowed are whole numbers from 2 to 1,000."


def test_a_word_is_one_of_those_allowed():
    one_of("order", "most", ("least", "most"))
    with pytest.raises(ValueError, match=r"^order is 'x'; allowed are least, most\.$"):
        one_of("order", "x", ("least", "most"))


def test_every_shape_is_one_of_four():
    assert SHAPES == ("N to N", "N to 1", "1 to N", "N to M")
