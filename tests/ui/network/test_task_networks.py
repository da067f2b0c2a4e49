import numpy as np
import pytest

from rnnviz.analysis.encoder_decoder_trace import passage
from rnnviz.experiments.frame_writer import FrameWriter
from rnnviz.nn.encoder_decoder import EncoderDecoder
from rnnviz.nn.trace import unroll
from rnnviz.pretrained.task_networks import OPENINGS, opening
from rnnviz.runs.run import Run
from rnnviz.storage.database import StoreError
from rnnviz.tasks import Echo, Hello, Translate
from rnnviz.tasks.echo_typed import tossed
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race
from rnnviz.ui.network.run_networks import WORD
from rnnviz.ui.network.task_network import NEWLINE
from rnnviz.ui.network.task_networks import task_network, title

NAMES = sorted(path.stem for path in OPENINGS.glob("*.safetensors"))
WHOLE = [name for name in NAMES if not isinstance(opening(name).model, EncoderDecoder)]
HALVES = [name for name in NAMES if name not in WHOLE]


def trained(store, experiment, updates=2):
    """The id of an experiment that was trained for some updates, a frame kept at each."""
    id = store.add(experiment)
    with store.transaction() as run:
        run("UPDATE experiments SET worker = 'me'")
    race, pen = Race(experiment), FrameWriter(store, id, "me")
    pen.open(len(experiment.runs))
    for _ in range(updates):
        race.step()
        pen.write(pen.pack(race.frame(1.0), race.learners), "paused")
    return id


@pytest.mark.parametrize(
    ("word", "groups"),
    [
        ("task.hello", {"task": "hello"}),
        ("task.translate.decoder", {"task": "translate", "part": "decoder"}),
        ("run.0123abcd.1", {"id": "0123abcd", "place": "1"}),
        (
            "run.0123abcd.12.f7.encoder",
            {"id": "0123abcd", "place": "12", "frame": "7", "part": "encoder"},
        ),
    ],
)
def test_words(word, groups):
    found = WORD.fullmatch(word).groupdict()
    assert {name: value for name, value in found.items() if value is not None} == groups


@pytest.mark.parametrize("name", WHOLE)
def test_what_a_task_opens_with(name):
    found = task_network(f"task.{name}")
    assert found is task_network(f"task.{name}")
    assert found.network.pool is None
    assert found.part == ""
    typed = found.read(found.pieces(found.example), None)
    assert typed.pieces
    assert typed.unknown == ()
    assert found.first("") is None
    with pytest.raises(ValueError, match="no parts"):
        task_network(f"task.{name}.encoder")


@pytest.mark.parametrize("name", HALVES)
@pytest.mark.parametrize("part", ["encoder", "decoder"])
def test_both_halves_of_an_encoder_decoder(name, part):
    found = task_network(f"task.{name}.{part}")
    assert found.network is getattr(found.model, part)
    assert found.read(found.pieces(found.example), None).unknown == ()
    assert title(f"task.{name}.{part}").endswith(f", {part}")
    with pytest.raises(ValueError, match="The part is ''; allowed are"):
        task_network(f"task.{name}")


@pytest.mark.parametrize("name", HALVES)
def test_a_decoder_starts_where_its_encoder_ended(name):
    found = task_network(f"task.{name}.decoder")
    hidden, memory = found.first("")
    rows = found.network.layers * found.network.directions
    assert hidden.shape == (rows, found.network.hidden)
    assert (memory is None) == (not found.network.kind.has_memory)
    again, _ = found.first(found.source)
    np.testing.assert_array_equal(hidden, again)


def test_a_new_line_is_typed_as_a_sign():
    found = task_network("task.execute.encoder")
    assert found.pieces(f"a=1{NEWLINE}print(a)") == list("a=1\nprint(a)")


def test_a_run_as_it_is_last_and_as_it_was(store):
    id = trained(store, Experiment(task=Hello(), samples=40, runs=[Run(**Hello.usual)]))
    last, first = task_network(f"run.{id}.1"), task_network(f"run.{id}.1.f0")
    assert last is task_network(f"run.{id}.1")
    name = "rnn.weight_hh_l0"
    assert np.any(last.network.parameters[name] != first.network.parameters[name])
    assert last.network.parameters[name].dtype == np.float64


@pytest.mark.parametrize("word", ["run.{id}.2", "run.{id}.0", "run.{id}.1.f99"])
def test_a_run_that_is_not_there_is_a_sentence(store, word):
    id = trained(store, Experiment(task=Hello(), samples=40, runs=[Run(**Hello.usual)]))
    with pytest.raises(ValueError, match="has no trained run"):
        task_network(word.format(id=id))


def test_an_experiment_that_is_not_there_is_a_sentence(store):
    with pytest.raises(StoreError, match="no experiment"):
        task_network("run.00000000.1")
    with pytest.raises(ValueError, match="allowed are"):
        task_network("hello")


def test_a_run_of_echo_reads_bits_and_is_due_coins(store):
    id = trained(store, Experiment(task=Echo(), samples=10_000))
    found = task_network(f"run.{id}.1")
    assert title(f"run.{id}.1") == "From Truncate: Echo"
    assert "3, 8" in found.look
    typed = found.read(found.pieces(found.example), None)
    assert typed.unknown == ()
    assert set(typed.pieces) == {"0", "1"}
    assert (typed.targets[:8] == -1).all()
    assert [typed.answers[t] for t in range(8, 24)] == tossed(Echo(), found.example)
    assert typed.given
    given = found.read(found.pieces("0110"), list("11"))
    assert given.answers == ("1", "1", "", "")
    assert (found.read(found.pieces("0110"), None).targets == -1).all()


def test_a_run_of_echo_that_answers_late_or_is_reset(store):
    runs = [Run(delay=2), Run(carry=False)]
    id = trained(store, Experiment(task=Echo(), samples=10_000, runs=runs))
    late, reset = (task_network(f"run.{id}.{place}") for place in (1, 2))
    typed = late.read(late.pieces(late.example), None)
    assert [typed.answers[t + 2] for t in range(8, 22)] == tossed(Echo(), late.example)[:14]
    assert "reset every 5 steps" in reset.look


def test_a_decoder_that_reads_c_at_every_step_has_that_of_its_source(store):
    task = Translate(kind="pairs", pairs="ab -> xy\ncd -> yx")
    run = Run(**{**Translate.usual, "hidden": 5, "context": True})
    id = trained(store, Experiment(task=task, samples=60, runs=[run]))
    found = task_network(f"run.{id}.1.decoder")
    one, other = found.given("ab"), found.given("cd")
    assert one is found.given("ab") and one.context is None
    name = "rnn.bias_ih_l0"
    assert np.any(one.parameters[name] != other.parameters[name])
    typed = found.read(found.pieces("xy"), None)
    trace = unroll(one, typed.inputs, typed.targets, found.first("ab"))
    written = passage(found.model, task.read("ab"), 1)
    np.testing.assert_allclose(trace.probabilities[0], written.probabilities[0], rtol=0, atol=1e-12)
    assert "reads c beside every token" in found.look
    with pytest.raises(ValueError, match="nothing for the encoder"):
        found.given(" " if task.reads == "words" else "\u200b")


def test_an_example_has_only_tokens_that_the_network_knows(store):
    kind = Hello(word="abcab")
    id = trained(store, Experiment(task=kind, samples=40, runs=[Run(**Hello.usual)]))
    found = task_network(f"run.{id}.1")
    assert found.example
    assert set(found.pieces(found.example)) <= set(found.network.vocabulary)
