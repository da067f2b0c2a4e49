import pytest
from support.small_sweeps import small

from rnnviz import plot
from rnnviz.sweeps.result import Result
from rnnviz.text.message import Refusal


def test_a_sweep_s_map_and_a_cell_s_seeds():
    sweep = small()
    results = {0: Result(100, (0.6, 0.5), (False, False), 1.0, (0.66, 0.45))}
    for measure in ("learned", "loss", "diverged"):
        assert plot.phase_diagram(sweep, results, measure=measure).data
    assert "0.6" in plot.cell_seeds(sweep, results, 0).source
    with pytest.raises(Refusal, match="cell 1"):
        plot.cell_seeds(sweep, results, 1)
    with pytest.raises(Refusal, match="measure"):
        plot.phase_diagram(sweep, results, measure="size")
