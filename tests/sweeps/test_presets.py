"""Every prepared sweep can be trained, each of its cells."""

import pytest

from rnnviz.sweeps.presets import FIRST, PRESETS

each = pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))


@each
def test_every_cell_can_be_trained(preset):
    for cell in preset.sweep.cells:
        assert cell.experiment.samples == preset.sweep.samples


@each
def test_it_is_small_enough_for_a_class(preset):
    # the first takes three minutes on two cores, and no other sees more
    of = preset.sweep
    assert of.runs * of.samples <= FIRST.sweep.runs * FIRST.sweep.samples


def test_the_first_is_the_map_that_the_page_is_about():
    sweep = FIRST.sweep
    assert (sweep.x.values, sweep.y.values) == (tuple(range(1, 17)), tuple(range(1, 13)))
    assert (sweep.samples, sweep.seeds, sweep.run.batch, sweep.run.hidden) == (1_000_000, 8, 20, 16)


def test_presets_have_names_and_sweeps_of_their_own():
    assert len({preset.sweep.digest for preset in PRESETS.values()}) == len(PRESETS) == 8
    assert all(name == preset.name and preset.watch for name, preset in PRESETS.items())
