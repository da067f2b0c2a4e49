"""The networks that the tasks open with: what they were trained on, how well they do, how they are
made."""

import json

import numpy as np
import pytest
from safetensors import safe_open

from rnnviz import __main__ as command
from rnnviz.nn.network import Network
from rnnviz.pretrained import task_networks
from rnnviz.runs.run import Run
from rnnviz.tasks import TASKS
from rnnviz.training.experiment import Experiment

MADE = sorted(path.stem for path in task_networks.OPENINGS.glob("*.safetensors"))


def test_all_but_echo_come_ready_trained():
    assert set(MADE) == set(TASKS) - {"echo"}


@pytest.mark.parametrize("name", MADE)
def test_each_is_the_usual_run_of_its_task(name):
    made = task_networks.opening(name)
    assert made is task_networks.opening(name)  # what is computed from it can be kept
    assert made.task == TASKS[name]()
    assert made.run == Run(**TASKS[name].usual)
    assert made.model.dtype == np.float64
    experiment = Experiment.model_validate(made.model.about["experiment"])
    assert (experiment.task, experiment.runs) == (made.task, (made.run,))
    shapes = {n: a.shape for n, a in made.task.start(made.run, 0).parameters.items()}
    assert {n: a.shape for n, a in made.model.parameters.items()} == shapes


def test_they_do_what_is_said_of_them():
    addition, hello, words = (task_networks.opening(name) for name in ("addition", "hello", "words"))
    assert addition.task.score(addition.model, 16) > 0.99
    assert hello.task.answer(hello.model).right
    text = list(words.task.parts)
    assert words.task.sample(words.model, text[0], len(text) - 1, temperature=0.0) == text[1:]


def test_the_command_writes_what_training_gives(tmp_path, capsys):
    command.main(["openings", "hello", "--out", str(tmp_path), "--samples", "12"])
    path = tmp_path / "hello.safetensors"
    assert f"hello: written to {path}" in capsys.readouterr().out
    made, experiment = Network.load(path), task_networks.usual("hello", 12)
    assert Experiment.model_validate(made.about["experiment"]) == experiment
    *_, frame = command.train(experiment)
    for name, array in frame.runs[0].network.parameters.items():
        np.testing.assert_array_equal(made.parameters[name], array)
    with safe_open(path, "numpy") as file:
        (text,) = file.metadata().values()
    assert json.loads(text)["about"]["experiment"]["samples"] == 12


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["x"], "there is no task x; there are echo, addition"),
        (["hello", "--samples", "0"], "--samples is 0; allowed are whole numbers from 1"),
    ],
)
def test_the_command_refuses_in_a_sentence(arguments, words, capsys):
    with pytest.raises(SystemExit):
        command.main(["openings", *arguments, "--out", "x"])
    assert words in capsys.readouterr().err


def test_a_task_that_nothing_was_trained_for_has_none(tmp_path, monkeypatch):
    monkeypatch.setattr(task_networks, "OPENINGS", tmp_path)
    task_networks.opening.cache_clear()
    try:
        assert task_networks.opening("hello") is None
    finally:
        task_networks.opening.cache_clear()
    with pytest.raises(ValueError, match="There is no task 'x'"):
        task_networks.make("x")
