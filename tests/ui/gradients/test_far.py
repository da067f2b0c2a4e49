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


def test_a_linear_axis_stands_beside_the_log_axis(opened):
    page = opened("pages/backpropagate.py", three="yes", axis="linear")
    for key in ("distance", "three"):
        assert page.figure(key)["layout"]["yaxis"]["range"][0] == 0.0
    page.choose(**{"flow axis": "log"})
    assert page.figure("distance")["layout"]["yaxis"]["type"] == "log"
    assert page.address == {"three": "yes"}


def test_depth_is_held_against_length_when_it_is_asked_for(opened):
    assert not opened("pages/backpropagate.py").has("depth")
    page = opened("pages/backpropagate.py", depth="yes")
    lines = page.figure("depth")["data"]
    assert [line["name"] for line in lines] == ["through layers", "through steps"]
    assert all(len(line["y"]) == 20 for line in lines)
    assert any("Layers have a matrix each" in said for said in page.captions)
