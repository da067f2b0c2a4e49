"""What they come to is held in `test_training.py`, run by run; here what each alone is for."""

import rnnviz
from rnnviz.code.numpy_passes import is_plain, passes, plain_passes


def net(**more):
    return rnnviz.Network.random("tanh", inputs=3, hidden=4, outputs=3, **more)


def test_one_layer_in_one_direction_is_written_without_loops_over_them():
    assert is_plain(net())
    assert not any("layer" in part.code for part in plain_passes(net(), of_numbers=False))


def test_more_of_them_are_looped_over():
    for more in ({"layers": 2}, {"bidirectional": True}):
        assert not is_plain(net(**more))
        forward, _backward = passes(net(**more), padded=False, of_numbers=False)
        assert "for layer in range" in forward.code
        assert "lengths" not in forward.code
