"""Networks of the page Tasks, opened on Unroll and Backpropagate."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz import unroll
from rnnviz.experiments.frame_writer import FrameWriter
from rnnviz.nn.encoder_decoder import PARTS, EncoderDecoder, encode
from rnnviz.nn.network import Network
from rnnviz.pretrained.task_networks import OPENINGS, opening
from rnnviz.runs.run import Run
from rnnviz.tasks import Echo, Hello
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race
from rnnviz.ui.frame import page as frame
from rnnviz.ui.network import task_networks
from rnnviz.ui.session import store as session_store

NAMES = sorted(path.stem for path in OPENINGS.glob("*.safetensors"))
PARTS = [
    (n, part) for n in NAMES for part in (PARTS if n in ("caption", "execute", "translate") else ("",))
]


@pytest.fixture
def store(store, monkeypatch):
    monkeypatch.setattr(session_store, "open_store", lambda: store)
    monkeypatch.setattr(task_networks, "open_store", lambda: store)
    return store


def trained(store, experiment, updates=3):
    """The experiment entered and trained for some updates, a frame kept at each."""
    id = store.add(experiment)
    with store.transaction() as run:
        run("UPDATE experiments SET worker = 'me'")
    race, pen = Race(experiment), FrameWriter(store, id, "me")
    pen.open(len(experiment.runs))
    for _ in range(updates):
        race.step()
        pen.write(pen.pack(race.frame(1.0), race.learners), "paused")
    return id, race


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_what_a_task_opens_with_is_unrolled_without_a_word_of_complaint(read, name, part):
    page = read(net=f"task.{name}{f'.{part}' if part else ''}")
    assert page.notices == []
    assert page.picture["hidden"] == opening(name).run.hidden
    assert len(page.picture["pieces"]) > 1 or (name, part) == ("caption", "encoder")


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_its_gradients_are_there(read, monkeypatch, name, part):
    only = tuple(page for page in frame.PAGES if page.file == "pages/backpropagate.py")
    monkeypatch.setattr(frame, "PAGES", only)
    page = read("pages/backpropagate.py", net=f"task.{name}{f'.{part}' if part else ''}")
    assert page.has("matrix") or (name, part) == ("caption", "encoder")


def test_the_verdict_of_a_review_is_the_last_step(read):
    made = opening("sentiment")
    text = "the food was good"
    page = read(net="task.sentiment", text=text, target="negative")
    tokens = np.array([made.model.vocabulary.index(word) for word in text.split()])
    trace = unroll(replace(made.model, pool=None), tokens)
    assert {label for label, _, _ in page.picture["predictions"][-1]} == {"negative", "positive"}
    best = made.model.labels[trace.probabilities[-1].argmax()]
    assert page.picture["predictions"][-1][0][0] == best
    assert page.picture["answers"] == ["", "", "", "negative"]


def test_a_decoder_starts_from_what_its_encoder_has_read(read):
    made = opening("translate")
    assert isinstance(made.model, EncoderDecoder)
    page = read(net="task.translate.decoder", text="1998", source="3 march 1998")
    assert page.picture["pieces"] == ["⊢", *"1998"]
    tokens = np.array([[made.model.encoder.vocabulary.index(letter)] for letter in "3 march 1998"])
    state = encode(made.model, tokens)
    initial = page.picture["initial"]
    page.type("4 may 1999", "source")
    assert page.picture["initial"] != initial
    page.type("3 march 1998", "source")
    assert page.picture["initial"] == initial
    fed = np.array([0, *(made.model.decoder.vocabulary.index(letter) for letter in "1998")])
    trace = unroll(
        made.model.decoder,
        fed,
        state=(state.hidden[..., 0], None if state.memory is None else state.memory[..., 0]),
    )
    np.testing.assert_allclose(page.states(), trace.hidden, atol=1e-4)
    assert page.address["source"] == "3 march 1998"


def test_a_run_is_found_by_its_experiment_and_number(read, store):
    runs = [Run(**Hello.usual), Run(**{**Hello.usual, "hidden": 5})]
    id, race = trained(store, Experiment(task=Hello(), samples=40, runs=runs))
    page = read(net=f"run.{id}.2", text="hello", target="ohlol")
    assert page.notices == []
    net = race.learners[1].network(race.learners[1].checkpoint()["parameters"]).astype("float64")
    assert isinstance(net, Network)
    tokens = np.array([net.vocabulary.index(letter) for letter in "hello"])
    np.testing.assert_allclose(page.states(), unroll(net, tokens).hidden, atol=1e-4)
    earlier = read(net=f"run.{id}.2.f0", text="hello")
    assert earlier.picture["states"] != page.picture["states"]
    assert page.address["net"] == f"run.{id}.2"


@pytest.mark.parametrize(
    "word",
    [
        "task.nothing",
        "task.addition.encoder",
        "run.00000000.1",
        "run.1.1",
        "task.",
        "run.{id}.9",
        "run.{id}.1.f99",
        "run.{id}.1.decoder",
    ],
)
def test_a_network_that_is_not_there_is_said(read, store, word):
    id, _ = trained(store, Experiment(task=Echo(), samples=10_000))
    page = read(net=word.format(id=id))
    (told,) = page.notices
    assert "run.ID.NUMBER" in told
    assert page.drawn == "hello"


def test_a_run_that_goes_away_while_it_is_looked_at_is_said(read, store):
    id, _ = trained(store, Experiment(task=Hello(), samples=40, runs=[Run(**Hello.usual)]))
    page = read(net=f"run.{id}.1", text="hello")
    store.remove(id)
    page.run()
    assert any("no experiment" in told for told in page.notices)
    assert page.picture["pieces"]


def test_a_run_of_echo_is_unrolled_over_typed_bits(read, store):
    id, _ = trained(store, Experiment(task=Echo(), samples=10_000, runs=[Run(hidden=5)]))
    page = read(net=f"run.{id}.1")
    assert page.notices == []
    assert page.picture["hidden"] == 5
    assert set(page.picture["pieces"]) == {"0", "1"}
    assert page.picture["answers"][:8] == [""] * 8
    assert set(page.picture["answers"][8:]) == {"0", "1"}
    assert not page.has("held bits by units")
    page.type("0110")
    assert page.picture["answers"] == [""] * 4
    assert page.notices == []
    opened = read(net=f"run.{id}.1", held="yes")
    assert opened.has("held bits by units")
    assert opened.address["held"] == "yes"
    assert any("the state tells" in said and "X[t−3]" in said for said in opened.captions)


def test_the_gradients_of_a_run_of_echo_are_there(read, store, monkeypatch):
    only = tuple(page for page in frame.PAGES if page.file == "pages/backpropagate.py")
    monkeypatch.setattr(frame, "PAGES", only)
    id, _ = trained(store, Experiment(task=Echo(), samples=10_000, runs=[Run(hidden=5)]))
    page = read("pages/backpropagate.py", net=f"run.{id}.1")
    assert page.has("matrix")
    assert page.notices == []
