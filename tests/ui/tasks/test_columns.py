"""Loading a column of numbers: what is too large, and what is said of what was loaded. What readers
meet on the page is read in `panels/test_forecast.py`."""

import numpy as np
import pytest

from rnnviz.tasks import columns as tables
from rnnviz.text.message import Refusal
from rnnviz.ui.tasks.columns import MEGABYTES, check_size


def test_a_file_that_is_too_large_is_refused_with_both_sizes():
    check_size(tables.LARGEST)
    with pytest.raises(Refusal, match=f"allowed are up to {MEGABYTES} MB"):
        check_size(tables.LARGEST + 1)


def test_what_is_loaded_is_said_in_its_own_unit(opened):
    key = tables.keep("height, m", 20.0 + np.arange(200) % 9)
    page = opened(task="forecast", kind="own", data=key)
    (said,) = (words for words in page.captions if words.startswith("“height, m”"))
    assert "200 values, mean 23.96" in said
    assert "The first 160 are trained on" in said
