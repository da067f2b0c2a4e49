"""The notebook, run from its first cell to its last: the trap is 0, and the truth that of autograd.

Its cells are plain Python, so that they run here without Jupyter.
"""

import contextlib
import io
import json
from pathlib import Path

import numpy as np
from IPython.core.displaypub import CapturingDisplayPublisher

from rnnviz.figures.base.numbers import power
from rnnviz.plot import live_display

NOTEBOOK = Path(__file__).parents[2] / "examples" / "trap.ipynb"


def test_it_shows_the_trap_and_the_truth_side_by_side(monkeypatch):
    outputs = CapturingDisplayPublisher()
    monkeypatch.setattr(live_display, "notebook", lambda: outputs)
    book = json.loads(NOTEBOOK.read_text("utf-8"))
    assert book["nbformat"] == 4
    names, said = {}, []
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile("".join(cell["source"]), str(NOTEBOOK), "exec"), names)
            said.append(out.getvalue())
            # what a reader sees on the web is what comes of it, up to how numbers are rounded
            shown = "".join(line for output in cell["outputs"] for line in output["text"])
            assert [line.split(":")[0] for line in shown.splitlines() if ":" in line] == [
                line.split(":")[0] for line in said[-1].splitlines() if ":" in line
            ]
    trap, truth, by_cells = names["trap"].numpy(), names["truth"], names["by_cells"]
    assert np.all(trap[:-1] == 0.0)
    assert np.all(truth > 0.0)
    np.testing.assert_allclose(truth, by_cells, rtol=1e-10)
    assert [list(trace.y) for trace in names["figure"].data] == [trap.tolist(), truth.tolist()]
    drawn = outputs.outputs[-1]["data"]["text/plain"]
    assert "At 19 steps retain_grad on the output shows exactly 0" in drawn
    assert f"‖∂L/∂hₜ‖: {power(truth[0])} at step 1, {power(truth[-1])} at step 20" in drawn
    assert said[-1].startswith(
        "windows of 25, state carried, cut at every window; at call 9 it was not cut\nOver 3 windows"
    )
