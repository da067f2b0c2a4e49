"""What a run may be set to."""

import json
import math

import numpy as np
import pytest
from pydantic import ValidationError
from support.experiment_strategies import refusal

from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Echo, Translate

REFUSED_RUNS = [
    (
        {"cell": "rnn"},
        ".cell is 'rnn': ",
        "allowed are tanh, relu, sigmoid, identity, gru, gru_before, lstm",
    ),
    ({"hidden": 0}, ".hidden is 0: ", "greater than or equal to 1"),
    ({"hidden": 1025}, ".hidden is 1025: ", "less than or equal to 1024"),
    ({"layers": 0}, ".layers is 0: ", "greater than or equal to 1"),
    ({"layers": 5}, ".layers is 5: ", "less than or equal to 4"),
    ({"optimizer": "x"}, ".optimizer is 'x': ", "allowed are sgd, momentum, adagrad, rmsprop, adam"),
    ({"rate": 0.0}, ".rate is 0.0: ", "greater than 0"),
    ({"rate": 1001.0}, ".rate is 1001.0: ", "less than or equal to 1000"),
    ({"rate": math.nan}, ".rate is nan: ", "finite number"),
    ({"rate": None}, ".rate is None: ", "number"),
    ({"batch": 0}, ".batch is 0: ", "greater than or equal to 1"),
    ({"batch": 10_001}, ".batch is 10001: ", "less than or equal to 10000"),
    ({"carry": "maybe"}, ".carry is 'maybe': ", "boolean"),
    ({"clip_norm": 0.0}, ".clip_norm is 0.0: ", "greater than 0"),
    ({"clip_norm": math.inf}, ".clip_norm is inf: ", "finite number"),
    ({"clip_value": -1.0}, ".clip_value is -1.0: ", "greater than 0"),
    ({"clip_value": math.nan}, ".clip_value is nan: ", "finite number"),
    ({"truncation": {"every": 0, "reach": 5}}, ".truncation: every is 0; ", "whole numbers from 1"),
    ({"truncation": {"every": 5, "reach": 4}}, ".truncation: reach is 4 ", "must be at least every"),
    ({"truncation": {"every": 5}}, ".truncation: ", "both None for the whole sequence"),
    ({"truncation": {"every": "x"}}, ".truncation.every is 'x': ", "integer"),
    ({"truncation": {"k1": 5}}, ".truncation.k1 is 5: ", "unexpected"),
    (
        {"carry": False, "truncation": {"every": 1, "reach": 5}},
        ": ",
        "not with a sliding cut of 5 steps",
    ),
    ({"forget_bias": 2.0}, ": ", "a forget bias goes with an LSTM, not with tanh"),
    ({"cell": "lstm", "forget_bias": 21}, ".forget_bias is 21: ", "less than or equal to 20"),
    ({"gain": -1}, ".gain is -1: ", "greater than or equal to 0"),
    ({"gain": 101}, ".gain is 101: ", "less than or equal to 100"),
    ({"gain": True}, ".gain is True: ", "number"),
    (
        {"gain": 2, "start": "unit"},
        ": ",
        "goes with the starts uniform, orthogonal, identity, not with unit",
    ),
    ({"start": "zeros"}, ".start is 'zeros': ", "allowed are uniform, orthogonal, identity"),
    ({"train": "half"}, ".train is 'half': ", "allowed are all, readout"),
    ({"biases": 3}, ".biases is 3: ", "less than or equal to 2"),
    ({"biases": True}, ".biases is True: ", "number"),
    ({"log": -1}, ".log is -1: ", "greater than or equal to 0"),
    ({"root_epsilon": 0.0}, ".root_epsilon is 0.0: ", "greater than 0"),
    ({"optimizer": "sgd", "root_epsilon": 1e-8}, ": ", "goes with adagrad, not with sgd"),
    ({"cell": "lstm", "forget_bias": 2.0, "biases": 0}, ": ", "without biases there is no forget bias"),
    ({"hiden": 4}, ".hiden is 4: ", "there is no such field; there are cell, hidden, layers"),
]


@pytest.mark.parametrize(("given", "start", "allowed"), REFUSED_RUNS, ids=str)
def test_what_is_refused_of_a_run_names_the_run(given, start, allowed):
    (sentence,) = refusal({"runs": [given]})
    assert sentence.startswith(f"runs.1{start}")
    (sentence,) = refusal({"runs": [{}, given]})
    assert sentence.startswith(f"runs.2{start}")
    assert allowed in sentence
    assert sentence.endswith(".")
    with pytest.raises(ValidationError):
        Run(**given)


def test_a_usual_start_is_not_written_so_that_older_runs_are_found_again():
    written = Run(cell="lstm").model_dump_json()
    assert not {"start", "gain", "forget_bias"} & json.loads(written).keys()
    run = Run(cell="lstm", start="identity", gain=1.5, forget_bias=4.0)
    assert Run.model_validate_json(run.model_dump_json()) == run


def test_what_classic_programs_do_is_written_only_if_a_run_does_it():
    classic = {
        "squared": True,
        "summed": True,
        "biases": 0,
        "root_epsilon": 1e-8,
        "double": True,
        "log": 100,
        "train": "readout",
    }
    written = Run().model_dump()
    assert not classic.keys() & written.keys()
    run = Run(start="unit", **classic)
    assert classic.items() <= run.model_dump().items()
    assert Run.model_validate_json(run.model_dump_json()) == run


def test_with_one_bias_the_other_is_0_from_the_start():
    for run in (Run(biases=1), Run(biases=1, double=True, start="scaled")):
        found = Echo().start(run, 0).parameters
        assert not found["rnn.bias_hh_l0"].any()
        assert found["rnn.bias_ih_l0"].any() == (run.start == "uniform")
        assert {str(array.dtype) for array in found.values()} == {run.dtype}
    assert not any("bias" in name for name in Echo().start(Run(biases=0), 0).parameters)


def test_of_a_readout_alone_nothing_else_moves_and_no_loss_reaches_back():
    run = Run(train="readout")
    names = ("rnn.weight_hh_l0", "encoder.rnn.bias_ih_l0", "embedding.weight")
    assert not any(run.moves(name) for name in names)
    assert run.moves("readout.weight") and run.moves("decoder.readout.bias")
    assert (run.share(0), Run().share(0), Run().share(4)) == (0.0, 1.0, pytest.approx(0.2))
    assert all(Run().moves(name) for name in names)
    assert not Run(biases=1).moves("rnn.bias_hh_l0")


def test_a_run_starts_as_it_is_told():
    task = Echo()
    run = Run(cell="lstm", hidden=3, start="orthogonal", forget_bias=2.0)
    started = task.start(run, 0).parameters
    for block in np.split(started["rnn.weight_hh_l0"].astype(float), 4):
        np.testing.assert_allclose(block.T @ block, np.eye(3), atol=1e-6)
    np.testing.assert_array_equal(started["rnn.bias_ih_l0"][3:6] + started["rnn.bias_hh_l0"][3:6], 2.0)
    usual = task.start(Run(cell="lstm", hidden=3), 0).parameters
    np.testing.assert_array_equal(started["rnn.weight_ih_l0"], usual["rnn.weight_ih_l0"])


def test_a_gain_multiplies_the_recurrent_weights_alone():
    for task, cut in ((Echo(), Truncation.windows(5)), (Translate(), Truncation.full())):
        usual, strong = (
            task.start(Run(hidden=3, truncation=cut, gain=gain), 7).parameters for gain in (1.0, 2.5)
        )
        for name, array in usual.items():
            factor = 2.5 if "weight_hh" in name else 1.0
            np.testing.assert_allclose(strong[name], factor * array, rtol=1e-6)
