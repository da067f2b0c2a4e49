from faults.outcome import Outcome
from faults.report import row, section, table, write

WELL = Outcome("a | sign", "it holds", 1200, 1200, ["0.1 s"], seconds=7.2)
BROKEN = Outcome("another", "it holds", 3, 2, broken=["It did not."])
LEFT_OUT = Outcome("a third", "it holds", left_out="needs another user than root")


def test_a_row_says_how_often_it_was_tried_and_held():
    assert row(WELL) == "| a \\| sign | it holds | 1,200 | 1,200 | 0.1 s | 7 s |"
    assert "| 3 | **2** |" in row(BROKEN)
    assert "| not tried |  | needs another user than root |" in row(LEFT_OUT)


def test_what_did_not_hold_stands_below_the_table():
    assert "- another: It did not." in table([WELL, BROKEN])
    assert "did not hold" not in table([WELL, LEFT_OUT])


def test_each_command_replaces_what_it_has_written_and_nothing_else(tmp_path):
    file = tmp_path / "note.md"
    write("faults", section("Faults", [WELL]), file)
    write("fuzz", section("Input", [WELL]), file)
    first = file.read_text("utf-8")
    write("faults", section("Faults", [LEFT_OUT], ["class"]), file)
    second = file.read_text("utf-8")
    assert first.count("## ") == second.count("## ") == 2
    assert "Not run this time: class." in second
    assert second.split("<!-- fuzz -->")[1] == first.split("<!-- fuzz -->")[1]
