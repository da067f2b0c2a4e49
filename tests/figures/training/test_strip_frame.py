"""What strips over typed bits share: one time axis, and the ends of each run's windows."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from rnnviz.analysis.typed_bits import typed_run
from rnnviz.figures.training.strip_frame import (
    HEAD,
    RunPanel,
    Stack,
    Strip,
    around,
    bits_axis,
    scaling,
    stacked,
    windows,
)
from rnnviz.figures.training.strip_gradients import strip_gradients
from rnnviz.figures.training.strip_lines import strip_losses
from rnnviz.figures.training.strip_states import strip_states
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks.echo import Echo

BITS = "0100110101"


def strip(cut, place=0, **more):
    run = Run(hidden=3, truncation=cut, **more)
    net = Network.random("tanh", 2, 3, 2, seed=0)
    return Strip(f"run {place}", place, run, typed_run(net, Echo(), run, BITS))


@pytest.mark.parametrize(
    ("cut", "edges"),
    [
        (Truncation.windows(4), [4.5, 8.5]),
        (Truncation.even(5), [5.5]),
        (Truncation.windows(10), []),
        (Truncation.sliding(3), []),
        (Truncation.full(), []),
    ],
)
def test_windows_end_between_two_steps(cut, edges):
    assert strip(cut).edges == edges


def test_a_rule_is_dashed_where_the_state_is_carried_on_over_it():
    cut = Truncation.windows(4)
    for carry, dashed in ((True, True), (False, False)):
        rules = windows(strip(cut, carry=carry), ("x", "y2"), (0.5, 3.5), "black")
        assert [rule["x0"] for rule in rules] == [4.5, 8.5]
        assert all(("dash" in rule["line"]) == dashed for rule in rules)
        assert {rule["yref"] for rule in rules} == {"y2"}


def test_every_bit_stands_at_its_step_and_ones_can_be_told_without_reading():
    axis = bits_axis(BITS)
    assert axis["tickvals"] == list(range(1, 11))
    assert [text.strip("</b>") for text in axis["ticktext"]] == list(BITS)
    assert [text.startswith("<b>") for text in axis["ticktext"]] == [bit == "1" for bit in BITS]
    assert axis["range"] == [0.5, 10.5]


def test_panels_stand_under_each_other_with_room_for_their_names():
    stack = Stack([40, 100, 60])
    places = [stack.domain(n) for n in range(3)]
    assert places[0][1] == 1.0
    np.testing.assert_allclose(places[2][0], 0.0, atol=1e-12)
    for height, (low, high) in zip(stack.heights, places, strict=True):
        np.testing.assert_allclose((high - low) * stack.plotted, height)
    for (low, _), (_, high) in pairwise(places):
        np.testing.assert_allclose((low - high) * stack.plotted, HEAD)
    assert stack.plotted == stack.height - stack.margin["t"] - stack.margin["b"]


def test_a_run_has_its_colour_and_a_dash_of_its_own():
    one, other = (
        around(strip(Truncation.full(), place), ("x", "y"), (0.5, 3.5), False)["line"]
        for place in (0, 1)
    )
    assert one["color"] != other["color"]
    assert one["dash"] != other["dash"]


def test_runs_are_stacked_each_with_its_heat_map_its_windows_and_what_lies_over_it():
    strips = [strip(Truncation.windows(4)), strip(Truncation.full(), 1)]
    over, image = {"type": "path", "path": "M0,0H1"}, {"source": "data:,"}
    panels = [
        RunPanel({"type": "heatmap", "name": one.name}, 3, "unit", [1, 3], [over], [image])
        for one in strips
    ]
    figure = stacked(strips, panels, Stack([40, 60]), "title", False, "black", {"strip": "states"})
    data, layout = figure["data"], figure["layout"]
    assert [(heat["name"], heat["yaxis"]) for heat in data] == [("run 0", "y"), ("run 1", "y2")]
    assert [shape["yref"] for shape in layout["shapes"]] == ["y"] * 4 + ["y2"] * 2
    assert [(one["source"], one["yref"]) for one in layout["images"]] == [
        ("data:,", "y"),
        ("data:,", "y2"),
    ]
    assert layout["yaxis2"]["range"] == [3.5, 0.5] and layout["yaxis2"]["tickvals"] == [1, 3]
    assert layout["yaxis"]["domain"][0] > layout["yaxis2"]["domain"][1]
    assert [note["text"] for note in layout["annotations"]] == ["<b>run 0</b>", "<b>run 1</b>"]


def test_a_run_that_has_diverged_leaves_the_scales_to_the_others():
    sound = strip(Truncation.windows(4))
    far = replace(
        sound.typed,
        hidden=sound.typed.hidden * 1e300,
        losses=sound.typed.losses * 1e300,
        norms=sound.typed.norms * 1e300,
    )
    gone = replace(sound, place=1, typed=far, diverged=True)
    assert scaling([gone, sound]) == [sound]
    assert scaling([gone]) == [gone]
    for draw, ends in (
        (strip_states, lambda figure: figure["data"][0]["zmax"]),
        (strip_gradients, lambda figure: figure["data"][0]["zmax"]),
        (strip_losses, lambda figure: figure["layout"]["yaxis"]["range"][1]),
    ):
        alone, beside, only = (ends(draw(of, False)) for of in ([sound], [gone, sound], [gone]))
        assert alone == beside < only
