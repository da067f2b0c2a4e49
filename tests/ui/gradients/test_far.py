from support.reader import Reader


def test_a_row_is_followed_and_a_cut_weighed(opened):
    page = opened("pages/backpropagate.py", text="hello", lines="mean")
    assert page.has("distance")
    assert page.has("kept")
    assert page.state("flow lines") == "mean"


def test_three_cells_are_compared_when_they_are_asked_for(opened):
    assert not opened("pages/backpropagate.py").has("three")
    assert isinstance(page := opened("pages/backpropagate.py", three="yes"), Reader)
    assert page.has("three")
