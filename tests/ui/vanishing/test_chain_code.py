import numpy as np


def test_both_scripts_give_the_median_of_the_page(coded):
    for query in (
        {"hidden": "6", "draws": "9", "steps": "12"},
        {"matrix": "example"},
        {"matrix": "own", "table": "0.5 1; 0 0.9", "activation": "tanh"},
    ):
        here, found = coded("pages/vanish.py", **query)
        (line,) = (one for one in here.figure("norms")["data"] if one.get("name") == "median")
        drawn = np.array(line["y"], float)
        for ran in found:
            norms = np.sort(ran("norms"), axis=1)
            middle = norms[:, (norms.shape[1] - 1) // 2]
            assert np.allclose(drawn, middle, rtol=1e-6) or np.allclose(10.0**drawn, middle, rtol=1e-2)
            assert ran("by_norm").shape == ran("by_value").shape
