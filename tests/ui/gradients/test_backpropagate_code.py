import numpy as np


def test_both_scripts_give_the_matrix_of_the_page(coded):
    for query in (
        {"text": "hello"},
        {"text": "hello", "by": "hh"},
        {"text": "hello", "cut": "windows", "n": "2"},
    ):
        here, found = coded("pages/backpropagate.py", **query)
        drawn = here.figure("matrix")["data"]
        logs = [
            np.array([[np.nan if v is None else v for v in row] for row in one["z"]], float)
            for one in drawn
            if one["type"] == "heatmap" and one.get("meta", {}).get("log")
        ]
        for ran in found:
            norms = ran("matrix")
            for each in logs:
                known = np.isfinite(each) & (norms > 0)
                assert known.any()
                assert np.allclose(each[known], np.log10(norms[known]), atol=1e-3)
        assert ("matrix_cut" in found[0]) == ("cut" in query)
