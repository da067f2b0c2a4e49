"""Runs and experiments for hypothesis, and what is said of one that cannot be."""

import json

import pytest
from hypothesis import strategies as st
from pydantic import ValidationError

from rnnviz.nn.cells import CELLS
from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.training.experiment import Experiment, explain


def finite(low, high):
    return st.floats(low, high, exclude_min=True)


@st.composite
def truncations(draw):
    if draw(st.booleans()):
        return Truncation.full()
    every, each = draw(st.integers(1, 500)), draw(st.booleans())
    return Truncation(every, draw(st.integers(1 if each else every, 1000)), each)


@st.composite
def runs(draw):
    cut = draw(truncations())
    return Run(
        cell=draw(st.sampled_from(sorted(CELLS))),
        hidden=draw(st.integers(1, 1024)),
        layers=draw(st.integers(1, 4)),
        truncation=cut,
        optimizer=draw(st.sampled_from(sorted(OPTIMIZERS))),
        rate=draw(finite(0.0, 1000.0)),
        batch=draw(st.integers(1, 10_000)),
        carry=cut.before > 0 or draw(st.booleans()),
        clip_norm=draw(st.none() | finite(0.0, 1e300)),
        clip_value=draw(st.none() | finite(0.0, 1e300)),
    )


def refusal(given):
    """The sentences by which an experiment is refused, the same from Python and from JSON."""
    with pytest.raises(ValidationError) as refused:
        Experiment(**given)
    with pytest.raises(ValidationError) as from_text:
        Experiment.from_json(json.dumps(given))
    # to JSON an object is what a dictionary or an instance is to Python
    both = [sentence.partition(":")[0] for sentence in explain(refused.value)]
    assert both == [sentence.partition(":")[0] for sentence in explain(from_text.value)]
    return explain(refused.value)
