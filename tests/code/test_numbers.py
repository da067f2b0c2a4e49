import io

import numpy as np
import pytest
from support.run_script import run_source

from rnnviz.code.numbers import FEW, files, is_few, packed, quoted, weights, wrapped, written


def test_an_array_is_written_to_its_last_digit():
    values = np.random.default_rng(0).normal(size=(3, 2, 2)) * 1e-7
    assert np.array_equal(np.array(eval(written(values))), values)
    assert written(np.array([])) == "[]"


def test_lists_are_broken_into_lines():
    names = [f"token {place}" for place in range(30)]
    source = wrapped("names", names)
    assert max(map(len, source.splitlines())) <= 96
    assert run_source([source], {})["names"] == names
    assert wrapped("names", ["'", "\n", '"""']) == f"names = {['/', 1]!r}".replace(
        "['/', 1]", repr(["'", "\n", '"""'])
    )


@pytest.mark.parametrize("kind", ["numpy", "pytorch"])
@pytest.mark.parametrize("size", [3, FEW + 1])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_weights_come_back_as_they_were(kind, size, dtype):
    given = {"rnn.weight_hh_l0": np.random.default_rng(0).normal(size=(size, 1)).astype(dtype)}
    assert is_few(given) == (size == 3)
    part = weights(given, kind)
    found = run_source(["import numpy as np, torch", part.code], files(given))["weights"]
    assert np.array_equal(np.asarray(found["rnn.weight_hh_l0"]), given["rnn.weight_hh_l0"])
    assert np.asarray(found["rnn.weight_hh_l0"]).dtype == dtype


def test_the_file_is_numpy_s_own():
    given = {"rnn.weight_hh_l0": np.eye(3)}
    with np.load(io.BytesIO(packed(given))) as found:
        assert np.array_equal(found["rnn.weight_hh_l0"], np.eye(3))


@pytest.mark.parametrize("text", ["hello", 'it\'s "so"\n\\ 你好 👋🏽 ' * 40], ids=len)
def test_a_text_is_written_in_short_lines(text):
    source = quoted("text", text)
    assert run_source([source], {})["text"] == text
    assert max(map(len, source.splitlines())) <= 170  # of escapes


def test_what_was_trained_in_float32_has_its_few_digits():
    given = {"readout.bias": np.array([-1.47, 0.1], np.float32).astype(np.float64)}
    for kind in ("numpy", "pytorch"):
        part = weights(given, kind)
        assert "[-1.47, 0.1]" in part.code
        found = run_source(["import numpy as np, torch", part.code], {})["weights"]["readout.bias"]
        assert np.array_equal(np.asarray(found), given["readout.bias"])
        assert np.asarray(found).dtype == np.float64
