import numpy as np
import pytest
from support.plotted import heat

from rnnviz import plot
from rnnviz.text.message import Refusal


def test_a_loop_s_newest_frame_is_drawn(trained):
    with pytest.raises(Refusal, match="no frame yet"):
        plot.loop_gradient(trained.watch)
    trained.update()
    layer = trained.watch.frames[-1].layers["rnn"]
    lines = plot.loop_gradient(trained.watch).data
    assert any(
        one.y is not None and np.allclose(np.asarray(one.y, float), layer.gradient[0]) for one in lines
    )
    assert np.allclose(heat(plot.loop_states(trained.watch)), layer.hidden[0].T, atol=1e-6)
    drawn, matrix = heat(plot.loop_matrix(trained.watch.frames[-1])), layer.matrix()
    assert np.allclose(drawn[matrix > 0], np.log10(matrix[matrix > 0]), atol=1e-5)
    assert plot.loop_norms(trained.watch).data
    with pytest.raises(Refusal, match="not watched"):
        plot.loop_states(trained.watch, "other")
