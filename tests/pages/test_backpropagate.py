"""The page Backpropagate without a browser: matrix, rows, cut, arithmetic, bad input."""

import json

import numpy as np
import pytest
from support.figure_readers import matrix as unpacked

from rnnviz import unroll
from rnnviz.analysis import per_loss
from rnnviz.analysis.gradient_check import Check
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.norms import norms
from rnnviz.pretrained import registry
from rnnviz.pretrained.registry import RECIPES
from rnnviz.runs.truncation import Truncation
from rnnviz.runs.truncation_words import cut_phrase
from rnnviz.ui.frame import page as frame
from rnnviz.ui.gradients import step_back, view
from rnnviz.ui.gradients.text_gradients import LastLook
from rnnviz.ui.session.address import OpenPage
from rnnviz.ui.session.page_state import key_of

PAGE = "pages/backpropagate.py"


@pytest.fixture
def opened(read, monkeypatch):
    # outside of its app a page has nobody to link to
    only = tuple(page for page in frame.PAGES if page.file == PAGE)
    assert len(only) == 1
    monkeypatch.setattr(frame, "PAGES", only)
    return lambda **query: read(PAGE, **query)


def flow_of(name, text=None, row=-1):
    net = registry.load(name)
    text = text or RECIPES[name].example
    tokens = np.array([net.vocabulary.index(letter) for letter in text])
    return gradient_flow(net, unroll(net, tokens, np.append(tokens[1:], -1)), row)


def cells(page, place=0):
    """The norms that the matrix shows, (T, T); NaN where it is blank."""
    rows = page.figure("matrix")["data"][place]["z"]
    if isinstance(rows, dict):  # many are packed
        return 10.0 ** unpacked(rows).astype(float)
    return 10.0 ** np.array([[np.nan if z is None else z for z in row] for row in rows])


def shown(page):
    """All norms, those that are faded among them."""
    traces = page.figure("matrix")["data"]
    both = [cells(page, i) for i, trace in enumerate(traces) if "log" in trace.get("meta", {})]
    return np.nansum(both, axis=0)


def title(page, key="matrix"):
    return page.figure(key)["layout"]["title"]["text"]


def chain(page):
    return page.data("arrivals")


# at first sight


def test_the_question_comes_right_after_unroll():
    files = [page.file for page in frame.PAGES]
    assert files.index(PAGE) == files.index("app.py") + 1


def test_something_is_alive_at_first_sight(opened):
    page = opened()
    flow = flow_of("hello")
    np.testing.assert_allclose(shown(page), np.nan_to_num(flow.matrix), rtol=2e-3)
    assert chain(page)["pieces"] == list("hello")
    assert chain(page)["step"] == 3  # the last step with a loss
    assert chain(page)["kinds"] == ["some"] * 4 + ["none"]
    assert chain(page)["rows"] == [0, 1, 2, 3]
    assert "From step 4 to step 1, the gradient shrinks" in title(page)
    assert page.headings == ["How far does it reach?", "One step back at step 4, number by number"]
    assert page.notices == []
    assert page.address == {}
    for key in ("matrix", "distance", "kept"):
        assert len(page.data(key)["alt"]) > 20
    assert page.data("matrix")["main"] is True
    assert not page.has("three")


@pytest.mark.parametrize("net", [*RECIPES, "random", "srn"])
def test_every_network_has_its_picture(opened, net):
    page = opened(net=net)
    assert not [told for told in page.notices if "loss" not in told]
    assert title(page)
    assert len(chain(page)["pieces"]) > 2
    for name in view.QUANTITIES:
        offered = page.control("flow by shown").options
        label = view.QUANTITIES[name].plain
        if any(label in str(getattr(option, "content", option)) for option in offered):
            page.choose(**{"flow by shown": name})
            assert page.state(key_of(LastLook)).look.name == name


# typing and what is shared with Unroll


def test_every_key_changes_the_matrix(opened):
    page = opened()
    for length in range(2, 8):
        text = "hellohell"[:length]
        page.type(text)
        np.testing.assert_allclose(shown(page), flow_of("hello", text).matrix, rtol=2e-3)
        assert chain(page)["step"] == length - 2
        assert page.address == ({} if text == "hello" else {"text": text})


def test_what_another_page_has_set_stays(opened):
    page = opened(text="heel", step="2")
    # a reader who comes back by the navigation brings no address
    page.state(key_of(OpenPage)).known.clear()
    page.visit()
    assert chain(page)["pieces"] == list("heel")
    assert chain(page)["step"] == 1
    assert page.address == {"text": "heel", "step": "2"}


# rows and cells


def test_a_row_is_chosen_by_the_chain_or_by_a_cell(opened):
    page = opened()
    page.tell("arrivals", step=1)
    assert chain(page)["step"] == 1
    assert page.address == {"step": "2"}
    assert page.figure("matrix")["layout"]["shapes"][0]["y0"] == 1.5
    page.tell("matrix", cell=[2, 0, 1700000000000])
    assert chain(page)["step"] == 2
    assert page.address == {"step": "3", "k": "1"}
    assert page.headings[1] == "One step back at step 1, number by number"
    page.tell("arrivals", step=3)  # at the end it follows the typing
    assert page.address == {"k": "1"}


@pytest.mark.parametrize("said", [[1], "x", [None, 2], [-1, 0, 5], {"a": 1}, [[1], 2]])
def test_nonsense_from_the_browser_changes_nothing(opened, said):
    page = opened()
    page.tell("matrix", cell=said)
    page.tell("arrivals", step="x")
    assert page.address == {}


def test_a_step_without_a_loss_is_said(opened):
    page = opened(step="5")
    assert chain(page)["step"] == 3
    (told,) = page.notices
    assert told == "Step 5 has no target and so no loss; this is the loss of step 4."


# the quantities


def test_the_chain_shows_what_the_core_computes(opened):
    page = opened(net="english-lstm", by="c", step="9")
    flow = flow_of("english-lstm")
    np.testing.assert_allclose(shown(page), flow.memory.matrix, rtol=2e-3)
    assert chain(page)["kinds"][8] == "zero"  # with h held fixed, c has no other way to the loss
    page.choose(**{"flow by shown": "hh"})
    np.testing.assert_allclose(shown(page), flow.jacobian, rtol=2e-3)
    assert "A push of 1 to h at step 1 moves that of step 9" in title(page)
    assert page.address == {"net": "english-lstm", "by": "hh", "step": "9"}
    page.choose(**{"flow by shown": "cc"})
    np.testing.assert_allclose(shown(page), flow.memory.jacobian, rtol=2e-3)


def test_the_text_is_shaded_by_what_the_loss_leaned_on(opened):
    page = opened(net="english-gru", by="x", step="10")
    flow = flow_of("english-gru")
    wanted = norms(flow.inputs.swapaxes(-1, -2))
    np.testing.assert_allclose(shown(page), wanted, rtol=2e-3)
    (html,) = [e.value for e in page.at.get("html") if 'class="leaned"' in e.value]
    assert html.count("<span") == len(RECIPES["english-gru"].example)
    assert [shade is not None for shade in chain(page)["shades"]] == [k < 10 for k in range(25)]


# the cut


@pytest.mark.parametrize(("cut", "n"), [("windows", 2), ("even", 3), ("sliding", 2)])
def test_the_cut_fades_what_is_not_reached(opened, cut, n):
    page = opened(text="hellohell", cut=cut, n=str(n))
    rule = getattr(Truncation, cut)(n)
    kept = np.array([[rule.reaches(t, k) for k in range(9)] for t in range(8)])
    matrix = flow_of("hello", "hellohell").matrix[:8]
    np.testing.assert_allclose(np.nan_to_num(cells(page)[:8]), np.where(kept, matrix, 0.0), rtol=2e-3)
    faded = np.nan_to_num(cells(page, 1)[:8])
    np.testing.assert_allclose(faded, np.where(kept, 0.0, matrix), rtol=2e-3)
    assert page.figure("matrix")["data"][1]["opacity"] < 0.5
    assert any(shape["type"] == "path" for shape in page.figure("matrix")["layout"]["shapes"])
    kinds = chain(page)["kinds"][:8]
    assert kinds == ["some" if reached else "cut" for reached in kept[7, :8]]
    assert chain(page)["first"] == int(kept[7].argmax())
    assert title(page).startswith(f"With {cut_phrase(rule)} the backward pass from step 8 stops")
    assert any(shape.get("x0") == n for shape in page.figure("kept")["layout"]["shapes"])


def test_full_backpropagation_fades_nothing(opened):
    page = opened(n="2")
    assert len(page.figure("matrix")["data"]) == 1
    assert chain(page)["first"] is None
    page.choose(**{"flow cut": "even"})
    assert chain(page)["first"] == 2
    page.choose(**{"flow n shown": 4})
    assert chain(page)["first"] is None
    assert page.address == {"cut": "even", "n": "4"}


def test_with_both_directions_nothing_can_be_cut(opened):
    page = opened(net="random", both="yes", cut="windows", n="2", layers="2", row="0")
    assert not page.has("flow cut")
    assert (shown(page)[:4] > 0.0).all()
    assert chain(page)["first"] is None
    assert any("Truncated against full: With two directions" in told for told in page.captions)


# below the picture


def test_the_step_back_is_opened_with_its_numbers(opened):
    page = opened(k="2")
    (box,) = page.arithmetic
    text = box.text
    for part in ("dhk", "dtk = dhk ⊙ (1 − hk2)", "(4,1) = (4,4)T (4,1)", "Why the transpose?", "dWhh"):
        assert part in text
    page.choose(**{"flow of": "all"})
    assert page.arithmetic[0].text != text
    assert page.address == {"k": "2", "of": "all"}
    page.choose(**{"flow k shown": 3})
    assert page.headings[1] == "One step back at step 3, number by number"


def test_a_reset_before_the_product_is_in_every_part(opened):
    parts = dict.fromkeys(("formula", "names", "shares", "slope", "graph", "rows"), "yes")
    page = opened(net="random", cell="gru_before", hidden="3", layers="2", both="yes", **parts)
    text = " ".join(box.text for box in page.arithmetic)
    assert "drk = (WhnT dtn) ⊙ hk−1" in text
    assert "dhk−1 = dhk ⊙ zk + WhrT dtr + WhzT dtz + rk ⊙ (WhnT dtn)" in text
    assert "dWhn = dtn (rk ⊙ hk−1)T" in text
    assert any("reset-first GRU has such a graph in every gate" in said for said in page.notices)


def test_a_step_beyond_the_cut_is_said(opened):
    page = opened(text="hellohell", cut="windows", n="2", k="1")
    said = "With a cut every 2 steps the gradient stops before it gets to step 1"
    assert any(said in caption for caption in page.captions)


def test_shares_and_three_networks_are_computed_when_they_are_opened(opened):
    page = opened()
    assert not any(e.key in ("shares", "three") for e in page.at.get("bidi_component"))
    page = opened(net="english-gru", shares="yes", three="yes")
    assert "One matrix, used T times" in title(page, "shares")
    names = [line["name"] for line in page.figure("three")["data"]]
    assert names == ["tanh", "GRU", "LSTM, h", "LSTM, c"]
    matrix = flow_of("english-lstm").matrix
    drawn = page.figure("three")["data"][2]["y"]
    np.testing.assert_allclose(drawn, matrix[23, 23::-1])
    assert any("All three have read the same English text" in told for told in page.captions)
    page = opened(three="yes")
    assert any("random networks of 4 units, seed 0" in told for told in page.captions)


def test_the_lines_are_of_the_row_or_the_mean(opened):
    page = opened(text="hellohell", step="4")
    matrix = flow_of("hello", "hellohell").matrix
    (line,) = (one for one in page.figure("distance")["data"] if one["name"] != "bound")
    np.testing.assert_allclose(line["y"], matrix[3, 3::-1])
    page.choose(**{"flow lines": "mean"})
    (line,) = (one for one in page.figure("distance")["data"] if one["name"] != "bound")
    assert line["y"][7] == pytest.approx(matrix[7, 0])
    assert line["y"][0] == pytest.approx(np.diagonal(matrix)[:8].mean())
    assert page.address["lines"] == "mean"


def test_the_check_shows_its_table_until_something_else_is_typed(opened):
    page = opened()
    page.press("Check these gradients")
    (html,) = [e.value for e in page.at.get("html") if "class='checked'" in e.value]
    assert "✓ All 8 agree" in html
    assert html.count("✓ agrees") == 8
    assert "∂L_t/∂h_k" in html
    page.tell("arrivals", step=1)
    assert any("class='checked'" in e.value for e in page.at.get("html"))
    page.type("hell")
    assert not any("class='checked'" in e.value for e in page.at.get("html"))


def test_what_cannot_be_checked_is_said(opened, monkeypatch):
    def refuse(*_):
        raise ValueError("because.")

    monkeypatch.setattr(step_back, "compare_gradients", refuse)
    page = opened()
    page.press("Check these gradients")
    assert page.notices == ["These gradients cannot be checked: because."]
    assert page.headings


def test_a_wrong_gradient_is_said_in_words(opened, monkeypatch):
    table = {"rnn.weight_hh_l0": Check(1e-9, 1e-13, 9, 16), "inputs": Check(1e-2, 1e-2, 9, 9)}
    monkeypatch.setattr(step_back, "compare_gradients", lambda *_: table)
    page = opened()
    page.press("Check these gradients")
    (html,) = [e.value for e in page.at.get("html") if "class='checked'" in e.value]
    assert "✗ 1 of 2 do not agree: inputs." in html
    assert html.count("✗ differs") == 1


# what cannot be


@pytest.mark.parametrize("text", ["h", "x"])
def test_one_token_gives_a_sensible_page(opened, text):
    page = opened(text=text)
    assert any("A single token has no next one" in told for told in page.notices)
    assert title(page) == "One step: there is nothing to reach back to"
    assert shown(page).tolist() == [[1.0]]
    assert page.headings == ["How far does it reach?"]


def test_without_targets_the_states_are_shown(opened):
    page = opened(net="srn")
    assert "there is no loss" in page.notices[0]
    np.testing.assert_allclose(shown(page), [[1, 0, 0], [2, 1, 0], [4, 2, 1]], rtol=2e-3)
    page.type("1 1; 2 2; 3 3", "target")
    assert page.notices == []
    assert page.state(key_of(LastLook)).look.name == "h"


def test_a_matrix_too_large_is_refused_with_the_memory_it_would_need(opened, monkeypatch):
    page = opened(text="heel")
    before = page.figure("matrix")
    monkeypatch.setattr(per_loss, "LIMIT", 1000.0)
    page.type("hello" * 4)
    (told,) = page.notices
    assert "for 20 steps would take" in told
    assert "GB of memory; the limit is" in told
    assert page.figure("matrix") == before
    assert page.state("text") == "hello" * 4
    monkeypatch.setattr(per_loss, "LIMIT", 1e9)
    page.type("hell")
    assert page.notices == []


def test_a_matrix_too_large_at_first_sight_leaves_the_page_alive(opened, monkeypatch):
    monkeypatch.setattr(per_loss, "LIMIT", 100.0)
    page = opened()
    assert "GB of memory" in page.notices[0]
    assert page.has("text")
    assert page.headings == []


def test_jacobians_that_would_take_too_long_are_refused(opened):
    page = opened(net="random", cell="lstm", hidden="128", text="ab" * 100, by="hh")
    (told,) = page.notices
    assert "The Jacobians of 200 steps with 128 units would take some" in told
    assert page.state(key_of(LastLook)).look.name == "h"


def test_what_overflowed_is_drawn_as_such(opened):
    page = opened(net="random", cell="identity", gain="4", hidden="128", text="hello" * 300)
    look = page.state(key_of(LastLook)).look
    assert look.lost > 10
    assert title(page) == f"The numbers overflowed at step {look.lost}: there is no gradient to follow"
    notes = [note["text"] for note in page.figure("matrix")["layout"]["annotations"]]
    assert f"<b>✕ overflowed at step {look.lost}</b>" in notes
    assert chain(page)["kinds"][0] == "lost"
    assert any("overflowed at step" in told for told in page.notices)


def test_a_long_text_is_drawn_in_blocks(opened):
    page = opened(text="hello" * 140)
    assert cells(page).shape == (234, 234)
    matrix = flow_of("hello", "hello" * 140).matrix
    assert cells(page)[200, 3] == pytest.approx(matrix[600:603, 9:12].max(), rel=3e-3)
    page.tell("matrix", cell=[200, 3, 1])
    assert chain(page)["step"] == 601


def test_the_address_holds_all_and_refuses_the_rest(opened):
    asked = {
        "net": "english-lstm",
        "by": "c",
        "cut": "sliding",
        "n": "4",
        "k": "3",
        "of": "all",
        "lines": "mean",
        "three": "yes",
        "shares": "yes",
        "step": "7",
        "unit": "5",
    }
    assert opened(**asked).address == asked
    page = opened(by="z", cut="half", n="0", k="x", of="two", lines="no", three="1")
    assert len(page.notices) == 7
    assert page.address == {}


@pytest.mark.parametrize("name", view.SCENES)
def test_every_scene_leads_to_its_address_and_back(opened, name):
    page = opened()
    page.press(name)
    assert page.address == view.SCENES[name]
    assert page.notices == []
    assert title(opened(**view.SCENES[name])) == title(page)


@pytest.mark.parametrize("text", ["<b>$x$</b>", "{{x}} %s", "a&b\"'"])
def test_markup_is_shown_as_it_was_typed(opened, text):
    page = opened(net="random", text=text, by="x", shares="yes")
    figure = json.dumps(page.figure("matrix")) + json.dumps(page.figure("shares"))
    assert "<b>$" not in figure.replace("<b>", "", 1) or "&lt;" in figure
    assert "".join(chain(page)["pieces"]).replace("␣", " ") == text
    ticks = page.figure("matrix")["layout"]["xaxis"]["ticktext"]
    assert all("<" not in tick for tick in ticks)
    (html,) = [e.value for e in page.at.get("html") if 'class="leaned"' in e.value]
    assert "<b>$" not in html
