"""A worker may map what it needs and no more."""

import subprocess
import sys

import pytest

from rnnviz.experiments import process_limits
from rnnviz.training.experiment import Experiment

SCRIPT = """
import numpy as np
from rnnviz.experiments.process_limits import address_space
from rnnviz.training.experiment import Experiment
with address_space(Experiment()) as more:
    np.zeros(more // 10, np.uint8)
    try:
        np.zeros(more + 10**6, np.uint8)
    except MemoryError:
        print("refused")
np.zeros(more + 10**6, np.uint8)
print("given")
"""


@pytest.mark.skipif(not process_limits.mapped(), reason="needs /proc")
def test_more_than_it_needs_is_not_to_be_had():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["refused", "given"]


def test_where_nothing_is_known_nothing_is_limited(monkeypatch):
    monkeypatch.setattr(process_limits, "mapped", lambda: 0)
    with process_limits.address_space(Experiment()) as more:
        assert more == 0


def test_being_nice_is_no_matter_where_it_cannot_be(monkeypatch):
    def refuses(by):
        raise OSError

    monkeypatch.setattr(process_limits.os, "nice", refuses, raising=False)
    process_limits.be_nice()
