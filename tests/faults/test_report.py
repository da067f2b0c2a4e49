from faults.outcome import Outcome
from faults.report import broken, row, section, write

WELL = Outcome("a | sign", "it holds", 1200, 1200, ["0.1 s"], seconds=7.2)
BROKEN = Outcome("another", "it holds", 3, 2, broken=["It did not."])
LEFT_OUT = Outcome("a third", "it holds", left_out="needs another user than root")


def test_a_row_says_how_often_it_was_tried_and_held():
    assert row(WELL).startswith("| a \\| sign | it holds | 1,200 | 1,200 | 0.1 s | 7 s | 20")
    assert "| 3 | **2** |" in row(BROKEN)
    assert "| not tried |  | needs another user than root |" in row(LEFT_OUT)


def test_what_did_not_hold_stands_below_the_table():
    assert broken(BROKEN, "here") == ["- another: It did not. <!-- here -->"]
    assert "- another: It did not." in section("Faults", {"a": [WELL, BROKEN]}, ["a"])
    assert "did not hold" not in section("Faults", {"a": [WELL, LEFT_OUT]}, ["a"])


def test_each_command_replaces_what_it_has_written_and_nothing_else(tmp_path):
    file = tmp_path / "note.md"
    write("faults", "Faults", {"a": [WELL]}, ["a"], file)
    write("fuzz", "Input", {"b": [WELL]}, ["b"], file)
    first = file.read_text("utf-8")
    write("faults", "Faults", {"a": [LEFT_OUT]}, ["a"], file)
    second = file.read_text("utf-8")
    assert first.count("## ") == second.count("## ") == 2
    assert second.split("<!-- fuzz -->")[1] == first.split("<!-- fuzz -->")[1]


def test_a_part_that_is_made_again_replaces_its_own_lines(tmp_path):
    file, parts = tmp_path / "note.md", ["first", "second", "third"]
    write("faults", "Faults", {"first": [WELL], "second": [BROKEN], "third": [WELL]}, parts, file)
    assert "It did not." in file.read_text("utf-8")
    write("faults", "Faults", {"second": [LEFT_OUT]}, parts, file)
    note = file.read_text("utf-8")
    assert "It did not." not in note and "What did not hold" not in note
    assert note.count("| a \\| sign |") == 2 and note.count("| a third |") == 1
    assert note.index("<!-- first -->") < note.index("a third") < note.index("<!-- third -->")
    assert "Took 14 s in all" in note
