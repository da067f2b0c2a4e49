"""The page Truncate without a browser: what it offers, what it refuses, what it says of a bad store."""

from support.truncate_page import labels, opened, said

from rnnviz.ui.training.bits_box import EXAMPLES

__all__ = ["opened"]


def test_the_first_visit_offers_the_classic_pair_and_start(opened):
    at = opened()
    # of what came along, and of the typed bits
    assert labels(at) == ["Start", *EXAMPLES, "Random", "Open in Unroll", "Open in Backpropagate"]
    assert at.text_input(key="runs").value == "windows5.h4,windows10.h16"
    assert said(at) == []


def test_what_cannot_be_is_said_and_nothing_can_start(opened):
    at = opened(lags="3:0.9,8:0.4")
    assert "probability of a 1 would be" in said(at)[0]
    assert labels(at) == []


def test_a_bad_link_is_said(opened):
    at = opened(optimizer="magic", rate="-1")
    assert any("“magic”" in words for words in said(at))
    assert any("“-1”" in words for words in said(at))


def test_a_damaged_store_is_a_sentence(opened, store_file):
    store_file.write_bytes(b"not a database, not even a small one" * 100)
    at = opened()
    assert str(store_file.name) in said(at)[0]


def test_the_address_says_which_run_the_cut_is_drawn_for(opened):
    at = opened(reach="2")
    assert at.segmented_control(key="reach of").value == 1
    assert said(at) == []
    at = opened(reach="7")
    assert at.segmented_control(key="reach of").value == 0
    assert "allowed are whole numbers from 1 to 6" in said(at)[0]
    at = opened(reach="5")  # there are two runs
    assert at.segmented_control(key="reach of").value == 0


def test_the_mini_batches_unfold_and_stand_in_the_address(opened):
    at = opened()
    assert not any('class="batches"' in html.proto.body for html in at.get("html"))
    at = opened(batches="yes")
    shown = [html.proto.body for html in at.get("html") if 'class="batches"' in html.proto.body]
    assert len(shown) == 1
    assert "200 rows of 10,000; they begin at 0, 10,000, 20,000" in shown[0]
    assert said(at) == []
    at = opened(batches="perhaps")
    assert any("“perhaps”" in words for words in said(at))
