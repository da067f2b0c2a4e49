import numpy as np
import pytest
from support.run_script import run_source
from support.scripted import made, pieces

from rnnviz.code.reading import first_state, what_is_read


@pytest.mark.parametrize("kind", ["numpy", "pytorch"])
def test_what_is_read_is_what_the_first_layer_read(kind):
    head = "import numpy as np\nimport torch"
    for output in ("softmax", "linear"):
        net, trace = made("lstm", 1, False, None, output)
        ran = run_source([head, what_is_read(net, pieces(net, trace), trace, kind).code], {})
        assert np.array_equal(ran("x"), trace.read[0])
        assert np.array_equal(ran("targets"), trace.targets)
        state = run_source([head, first_state(net, trace, kind).code], {})
        assert np.array_equal(state("h0"), trace.initial)
        assert np.array_equal(state("c0"), trace.initial_memory)
