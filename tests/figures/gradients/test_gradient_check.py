"""The check of our gradients, as a table and in words."""

from support.figure_readers import parsed

from rnnviz.analysis.gradient_check import Check
from rnnviz.figures.gradients.gradient_check import agrees, table_html, verdict
from rnnviz.nn.pytorch import COMMAND


def test_the_check_says_in_words_what_agrees():
    good, bad, alone = Check(1e-9, 1e-13, 4, 16), Check(1e-3, 1e-13, 4, 16), Check(None, 1e-12, 0, 9)
    assert [agrees(check) for check in (good, bad, alone)] == [True, False, True]
    assert not agrees(Check(1e-9, 1e-4, 4, 16))
    assert not agrees(Check(1e-9, float("nan"), 4, 16))
    table = {"rnn.weight_hh_l0": good, "inputs": bad, "∂L_t/∂h_k": alone}
    assert verdict(table) == "✗ 1 of 3 do not agree: inputs."
    rows = parsed(table_html(table)).all("tr")[1:]
    assert [row.attributes["class"] for row in rows] == ["agrees", "differs", "agrees"]
    assert ["✓" in row.text for row in rows] == [True, False, True]
    assert "no entry could be compared" in rows[2].text
    assert verdict({"inputs": good}).startswith("✓ All 1 agree")


def test_without_pytorch_the_check_says_what_it_could_not_compare():
    table = {"inputs": Check(1e-9, None, 4, 16), "∂L_t/∂h_k": Check(1e-9, None, 4, 16)}
    assert all(map(agrees, table.values()))
    assert not agrees(Check(1e-3, None, 4, 16))
    assert verdict(table).startswith("✓ All 2 agree with finite differences. ")
    assert COMMAND in verdict(table)
    assert parsed(table_html(table)).all("tr")[1].text.count("not compared") == 1


def test_where_rounding_decides_the_check_says_so_and_does_not_call_it_wrong():
    chaos = Check(1e-9, 1e-10, 4, 16, rounding=0.3)
    hidden = Check(None, None, 0, 16, lost=16)
    assert not agrees(chaos) and not agrees(hidden)
    assert agrees(Check(1e-9, 1e-10, 4, 16, rounding=1e-7))
    assert agrees(Check(None, 1e-10, 0, 16, lost=16))
    table = {"inputs": chaos, "∂L_t/∂h_k": Check(1e-9, 1e-13, 4, 16, lost=5)}
    assert verdict(table).startswith("≈ Nothing contradicts these gradients, but 1 of 2")
    rows = parsed(table_html(table)).all("tr")[1:]
    assert [row.attributes["class"] for row in rows] == ["undecided", "agrees"]
    assert "5 more have too few digits" in rows[1].text
    wrong = Check(1e-3, None, 4, 16, rounding=0.3)
    assert verdict({"inputs": wrong}).startswith("✗")
