import numpy as np
import pytest
import torch
from support.run_script import run_source
from support.torch_oracle import step

from rnnviz.code.cells import CELL_CODES, numpy_cell, numpy_step
from rnnviz.nn.cells import CELLS

BLOCKS = {"lstm": 4, "gru": 3, "gru_before": 3}


def test_every_cell_has_its_code():
    assert set(CELL_CODES) == set(CELLS)


@pytest.mark.parametrize("cell", CELL_CODES)
def test_a_step_and_its_backward_step_are_autograd_s(cell):
    rng, rows = np.random.default_rng(0), BLOCKS.get(cell, 1) * 3
    x, h, c = (torch.tensor(rng.normal(size=(2, 3)), requires_grad=True) for _ in range(3))
    own = [torch.tensor(rng.normal(size=size)) for size in ((rows, 3), (rows, 3), rows, rows)]
    new_h, new_c, _gates = step(cell, x, h, c, *own)
    by_h, by_c = (rng.normal(size=(2, 3)) for _ in range(2))
    total = (new_h * torch.tensor(by_h)).sum()
    if new_c is not None:
        total = total + (new_c * torch.tensor(by_c)).sum()
    total.backward()
    arrays = [part.detach().numpy() for part in (x, h, c, *own)]
    ran = run_source(["import numpy as np", numpy_cell(cell)], {})
    found_h, found_c, kept = ran["step"](*arrays)
    assert np.allclose(found_h, new_h.detach(), atol=1e-12)
    da, _da_h, dh, dc = ran["back"](by_h, by_c, arrays[1], kept, arrays[4])
    assert np.allclose(da @ arrays[3], x.grad, atol=1e-12)
    assert np.allclose(dh, h.grad, atol=1e-12)
    if new_c is not None:
        assert np.allclose(found_c, new_c.detach(), atol=1e-12)
        assert np.allclose(dc, c.grad, atol=1e-12)
    theirs = run_source(["import torch", CELL_CODES[cell].pytorch], {})["step"](x, h, c, *own)[0]
    assert np.allclose(theirs.detach(), new_h.detach(), atol=1e-12)
    assert "def back" not in numpy_step(cell)
