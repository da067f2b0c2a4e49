"""The floor of who forgets at every window, against a count of all windows that are read."""

from collections import Counter, defaultdict

import numpy as np
import pytest
from scipy.stats import entropy

from rnnviz.data.stream import TextStream
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import text_windows
from rnnviz.tasks.characters import Characters
from rnnviz.tasks.text_windows import ResetFloors, reset_floor

TEXTS = ["hello ", "abab", "the cat sat on the mat, and the hat was flat. ", "aab" * 4 + "abb" * 3]


def counted(tokens, size, batch, window):
    """The mean over places of the entropy of what follows, window by window as a run reads them."""
    stream = TextStream(tokens, size, batch)
    followers = [defaultdict(Counter) for _ in range(window)]
    for start in range(0, window * len(tokens), window):  # until all begins again
        inputs, targets = stream.window(start, start, start + window)
        for row in range(batch):
            read, due = inputs[..., row].argmax(1).tolist(), targets[..., row].argmax(1).tolist()
            for place in range(window):
                followers[place][tuple(read[: place + 1])][due[place]] += 1
    means = []
    for of in followers:
        total = sum(sum(each.values()) for each in of.values())
        means.append(
            sum(sum(each.values()) * entropy([*each.values()]) for each in of.values()) / total
        )
    return np.mean(means)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(("batch", "window"), [(1, 1), (1, 3), (2, 2), (3, 4), (5, 9), (4, 21)])
def test_it_equals_a_count_of_all_windows(text, batch, window):
    task = Characters("own", text)
    found = reset_floor(task.trained, batch, window, -1.0)
    assert found == pytest.approx(counted(task.trained, len(task.tokens), batch, window), abs=1e-12)


def test_windows_of_one_step_know_the_last_one():
    task = Characters("reference")
    assert reset_floor(task.trained, 32, 1, 0.0) == pytest.approx(task.floors()["bigram"], abs=1e-6)


def test_of_a_floor_that_is_not_the_least_nothing_is_said(monkeypatch):
    task = Characters("reference")
    trigram = task.floors()["trigram"]
    assert reset_floor(task.trained, 32, 2, trigram) > trigram
    assert reset_floor(task.trained, 32, 25, trigram) is None
    monkeypatch.setattr(text_windows, "_DEEP", 3)
    assert reset_floor(task.trained, 32, 25, 0.0) is None


def test_only_runs_that_are_reset_and_asked_at_once_have_one():
    tokens = Characters("own", TEXTS[2]).trained
    two = {"truncation": Truncation.windows(2), "batch": 3}
    runs = [
        Run(**two),
        Run(**two, carry=False, delay=1),
        Run(truncation=Truncation.full(), carry=False),
    ]
    floors = ResetFloors(tokens, -1.0)
    assert floors.of(runs) == {}
    found = floors.of([*runs, Run(**two, carry=False), Run(**two | {"batch": 4}, carry=False)])
    assert found == {(2, 0): max(reset_floor(tokens, batch, 2, -1.0) for batch in (3, 4))}
