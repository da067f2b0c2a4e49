"""The page Watch: somebody's own loop, from the store, as it goes on."""

import numpy as np
import pytest
from support import app_test_private
from support.figure_readers import matrix
from support.reader import Reader
from support.stored_loops import train
from torch import nn

from rnnviz.ui.frame import page as frame
from rnnviz.ui.session import watched_loops as loops
from rnnviz.watch import layer_frame, loop_words
from rnnviz.watch.loop_store import LoopStore

PAGE = "pages/watch.py"


@pytest.fixture
def reader(store_file, monkeypatch):
    loops._loops.clear()
    monkeypatch.setattr(frame, "PAGES", tuple(one for one in frame.PAGES if one.file == PAGE))
    yield lambda **query: Reader(PAGE, **query)
    loops._loops.clear()


def drawn(page):
    """The norms that the main picture has, by the names of its lines."""
    lines = page.figure("watch gradient")["data"]
    return {line["name"]: line["y"] for line in lines}


def test_without_a_loop_it_says_how_to_attach_one(reader):
    page = reader()
    assert any("rnnviz.watch(model" in one.value for one in page.at.code)
    assert "No training loop is watched yet" in page.at.markdown[0].value
    train(1)
    app_test_private.run_fragments(page.at)
    page.run()
    assert not page.at.code
    assert drawn(page)


def test_what_is_drawn_is_what_was_watched(reader):
    watch = train(3)
    page = reader()
    layer = watch.frames[-1].layers["rnn"]
    lines = drawn(page)
    np.testing.assert_allclose(lines["‖∂L/∂hₜ‖"], layer.gradient[0], rtol=1e-12)
    np.testing.assert_allclose(
        lines["retain_grad on the output"], np.linalg.norm(layer.by_output, axis=1), rtol=1e-12
    )
    assert any("mine has ended: step 2 of 2" in one for one in page.captions)
    assert any(one.startswith("Your loop: windows of 6") for one in page.explained)
    (norm,) = [
        line["y"][-1]
        for line in page.figure("watch norms")["data"]
        if line["name"] == "rnn.weight_hh_l0"
    ]
    assert norm == pytest.approx(layer.parameters["weight_hh_l0"], rel=1e-12)


def test_what_the_usual_recipe_hides_is_said(reader):
    train(1, last=True)
    page = reader()
    assert any("At 5 steps retain_grad on the output shows exactly 0" in one for one in page.explained)


def test_the_slider_goes_back_and_a_link_holds_it(reader):
    watch = train(3)
    page = reader()
    (slider,) = page.at.select_slider
    slider.set_value(slider.options[0] if isinstance(slider.options[0], int) else 0)
    page.run()
    assert page.address["frame"] == "0"
    first = watch.frames[0].layers["rnn"].gradient[0]
    np.testing.assert_allclose(drawn(page)["‖∂L/∂hₜ‖"], first, rtol=1e-12)
    again = reader(**page.address)
    np.testing.assert_allclose(drawn(again)["‖∂L/∂hₜ‖"], first, rtol=1e-12)
    assert any("step 0 of 2" in one for one in again.captions)


def test_the_top_row_is_shown_until_another_is_chosen(reader):
    watch = train(1, kind=nn.GRU, layers=2)
    page = reader()
    layer = watch.frames[-1].layers["rnn"]
    np.testing.assert_allclose(drawn(page)["‖∂L/∂hₜ‖"], layer.gradient[1], rtol=1e-12)
    page.choose(**{"watch row": 0})
    assert page.address["row"] == "0"
    assert drawn(page).keys() == {"‖∂L/∂hₜ‖"}
    np.testing.assert_allclose(drawn(page)["‖∂L/∂hₜ‖"], layer.gradient[0], rtol=1e-12)


def test_of_two_directions_the_one_from_left_to_right_is_shown_first(reader):
    watch = train(1, kind=nn.GRU, layers=2, bidirectional=True)
    page = reader(matrix="yes")
    layer = watch.frames[-1].layers["rnn"]
    np.testing.assert_allclose(drawn(page)["‖∂L/∂hₜ‖"], layer.gradient[2], rtol=1e-12)
    page.choose(**{"watch row": 1})  # of the first layer, from right to left
    title = page.figure("watch entering")["layout"]["title"]["text"]
    assert title.startswith("What enters at step 1 reaches step 6 with norm")
    assert title.endswith(", layer 2, right to left")  # where derivatives enter


def test_what_the_cut_leaves_out_is_said(reader, monkeypatch):
    monkeypatch.setattr(loop_words, "RARELY", 0)
    watch = train(6, carried=True)
    loop, left_out, *_ = [one for one in reader().explained if "window" in one]
    assert loop == f"Your loop: {watch.truncation}."
    assert left_out == str(watch.truncation.left_out)


def test_the_matrix_is_there_on_demand(reader):
    watch = train(1)
    page = reader(matrix="yes")
    figure, wanted = page.figure("watch entering"), watch.frames[-1].layers["rnn"].matrix()
    assert figure["layout"]["title"]["text"].startswith(
        "What enters at step 6 reaches step 1 with norm"
    )
    sent = matrix(figure["data"][0]["z"])
    np.testing.assert_allclose(10.0 ** sent[wanted > 0], wanted[wanted > 0], rtol=1e-5)
    assert np.isnan(sent[wanted == 0]).all()


def test_two_loops_are_told_apart_and_one_is_removed(reader):
    train(1, name="same")
    train(1, name="same", kind=nn.GRU)
    page = reader()
    box = page.control("watch loop")
    assert len(set(box.options)) == 2
    assert "‖∂L/∂cₜ‖" not in drawn(page)
    page.press("Remove it")
    assert "‖∂L/∂cₜ‖" in drawn(page)
    with LoopStoreOf() as store:
        assert len(store.loops(("",), 5)) == 1


class LoopStoreOf:
    """The loops of the test's own store."""

    def __enter__(self):
        self.store = LoopStore()
        return self.store

    def __exit__(self, *_):
        self.store.close()


def test_a_recomputed_output_that_is_not_the_layers_own_is_said(reader, monkeypatch):

    train(1)
    monkeypatch.setattr(layer_frame.LayerFrame, "exact", property(lambda self: False))
    assert any("the numbers below may be wrong" in one for one in reader().notices)


def test_a_wide_layer_shows_the_units_that_vary_most(reader):
    train(1, kind=nn.RNN, hidden=200)
    (sent,) = reader().figure("watch states")["data"]
    assert len(sent["y"]) == 64
    assert any("have 200 units; drawn are the 64 that vary most" in one for one in reader().captions)


@pytest.mark.parametrize("query", [{"loop": "0123abcd"}, {"layer": "none", "frame": "99", "row": "7"}])
def test_what_is_not_there_gives_way_to_what_is(reader, query):
    train(1)
    assert drawn(reader(**query))
