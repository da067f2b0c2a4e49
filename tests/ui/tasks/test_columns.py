"""Loading a column of numbers: what is said of what was loaded. What readers
meet on the page is read in `panels/test_forecast.py`."""

import numpy as np

from rnnviz.tasks import columns as tables


def test_what_is_loaded_is_said_in_its_own_unit(opened):
    key = tables.keep("height, m", 20.0 + np.arange(200) % 9)
    page = opened(task="forecast", kind="own", data=key)
    (said,) = (words for words in page.captions if words.startswith("“height, m”"))
    assert "200 values, mean 23.96" in said
    assert "The first 160 are trained on" in said
