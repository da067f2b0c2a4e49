"""The names of members, and numbers that JSON cannot say."""

import math

import numpy as np
import pytest
from pydantic import ValidationError
from support.exported import MADE

from rnnviz.experiments.whole_rows import CurveBlock
from rnnviz.exports import members


def test_files_are_called_by_run_and_seed():
    one, many = MADE["echo"](), MADE["echo with seeds"]().model_copy(update={"seed": 40})
    assert [members.stem(one, place) for place in range(2)] == ["run-1", "run-2"]
    assert [members.stem(many, place) for place in (0, 2, 5)] == [
        "run-1-seed-40",
        "run-1-seed-42",
        "run-2-seed-42",
    ]
    assert members.state_member(one, 12, 1) == "frames/0000012/run-2.safetensors"
    assert members.network_member(one, 0) == "networks/run-1.safetensors"
    assert members.loop_member(3) == "frames/0000003.safetensors"


@pytest.mark.parametrize("value", [0.1, 1e-300, math.inf, -math.inf, 7, "a", None])
def test_numbers_are_read_as_they_were(value):
    said = members.plain(value)
    assert value == (float(said) if isinstance(value, float) else said)
    assert members.plain(math.nan) is None


def test_curves_are_put_together_by_their_networks():
    blocks = [CurveBlock(1, 0, 2, np.ones((4, 2))), CurveBlock(1, 1, 2, np.zeros((4, 1)))]
    first, second = members.points_of(blocks, 2)
    assert first.shape == (4, 0)
    np.testing.assert_array_equal(second, [[1.0, 1.0, 0.0]] * 4)


def test_frames_are_in_order():
    line = {"number": 1, "samples": 1, "seconds": 0.0, "runs": []}
    members.FramesFile(columns=(), frames=[line, line | {"number": 2}])
    with pytest.raises(ValidationError, match="the frames are not in order"):
        members.FramesFile(columns=(), frames=[line, line])


def test_the_version_of_this_rnnviz_is_told():
    assert members.program() == "" or members.program()[0].isdigit()
