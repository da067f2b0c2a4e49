import re

import pytest
from support.figure_readers import parsed

from rnnviz.figures.training.mini_batches import (
    as_known,
    batches,
    cut_sentence,
    edge,
    place_sentence,
)
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Characters, Echo, Words
from rnnviz.tasks.mini_batches import mini_batches


def run(every=5, batch=200, **more):
    return Run(truncation=Truncation.windows(every), batch=batch, **more)


def found(task, one, samples=1_000_000, updates=3):
    return mini_batches(task, one, 0, samples, updates)


def test_the_long_sequence_and_its_rows_are_said():
    assert cut_sentence(found(Echo(), run()), Echo()) == (
        "A sequence of 1,000,000 bits is cut into 200 rows of 5,000; they begin at 0, 5,000, "
        "10,000, …, "
        "995,000."
    )
    text = Characters(source="own", text="abcdefghij" * 100)
    said = cut_sentence(found(text, run(10, 2)), text)
    assert said.startswith(
        "A text of 1,000 characters is read by 2 rows at once, which begin at 0, 500;"
    )
    assert cut_sentence(found(text, run(10, 1)), text) == (
        "A sequence of 1,000 characters, read by one row."
    )


def test_the_window_moves_with_the_updates():
    said = [place_sentence(found(Echo(), run(), updates=n), run()) for n in (0, 1, 1000)]
    assert said[0].startswith("The first update reads steps 1 to 5 of every row, a window of 5.")
    assert said[1].startswith("Update 1 has read steps 1 to 5 of every row, a window of 5.")
    assert said[2].startswith("Update 1,000 has read steps 4,996 to 5,000 of every row")


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (run(), "comes from the window before; the gradient stops between the two."),
        (
            Run(truncation=Truncation.windows(5), batch=10, carry=False),
            "No state is handed on: each window begins at zero.",
        ),
        (
            Run(truncation=Truncation.even(5), batch=10),
            "the gradient goes 4 steps further back than the window and stops there.",
        ),
    ],
)
def test_what_is_handed_from_window_to_window_is_said(one, said):
    assert place_sentence(found(Echo(), one), one).endswith(said)


def test_the_sentence_has_the_offsets_that_it_is_known_with():
    assert as_known(found(Words(), run(2, 5)), Words()).endswith(
        "counts 20 pairs of words and starts its rows (20 − 1) // 5 = 3 apart: at 0, 3, 6, 9, 12."
    )
    other = Words("one two three four five six")
    assert as_known(found(other, run(2, 2)), other) == ""
    made = Words(source="language")
    assert as_known(found(made, run(2, 5)), made) == ""


def test_the_table_shows_the_tokens_of_a_window_and_what_crosses_its_edges():
    task, one = Words(), run(2, 5)
    shown = batches([("one", one, found(task, one, updates=2))], task)
    text = parsed(shown).text
    assert "his achievement" in text  # steps 3 and 4 of the first row
    assert text.count("the state goes on, the gradient does not") == 10
    reset = run(2, 5, carry=False)
    assert "h →" not in batches([("one", reset, found(task, reset, updates=2))], task)


def test_runs_that_are_alike_have_one_picture():
    task, ones = Echo(), [run(), run(hidden=16), run(10)]
    named = [(f"run {n}", one, found(task, one)) for n, one in enumerate(ones)]
    titles = re.findall(r"<h3>(.*?)</h3>", batches(named, task))
    assert titles == ["run 0, run 1", "run 2"]


def test_typed_text_is_escaped():
    task = Words("<b> & <b> & x y")
    shown = batches([("<i>", run(2, 2), found(task, run(2, 2)))], task)
    assert "&lt;" in shown and "&amp;" in shown
    assert "<h3>&lt;i&gt;</h3>" in shown
    parsed(shown)


def test_where_pairs_are_read_the_rows_begin_as_the_known_program_has_them():
    task = Words(rows="pairs")
    assert cut_sentence(found(task, run(2, 5)), task) == (
        "20 pairs of a token and the next one are read by 5 rows at once, which begin "
        "(20 − 1) // 5 = 3 apart, at 0, 3, 6, 9, 12; each goes on into the next one’s part."
    )


def test_of_passes_it_is_said_when_the_rows_begin_again():
    task, one = Characters(source="own", text="abcdefghij" * 100, rows="passes"), run(25, 1)
    first, last = found(task, one, updates=1), found(task, one, updates=39)
    turn = first.turn
    assert cut_sentence(first, task).endswith(
        f"read by one row, which begins again after {turn} steps."
    )
    again = found(task, one, updates=turn // 25 + 1)
    assert "has read steps 1 to 25 of every row, a window of 25, in pass 2." in place_sentence(
        again, one
    )
    assert "begins at zero here" in place_sentence(again, one)
    assert last.ends and not first.ends


def test_an_even_cut_marks_the_steps_before_that_its_gradient_comes_to():
    task, one = Echo(), Run(truncation=Truncation.even(5), batch=10)
    shown = batches([("one", one, found(task, one))], task)
    assert len(re.findall(r"<u>[01]{4}</u>", shown)) == 5  # rows 1 to 4 and the last one
    assert "<s>" not in shown
    assert edge(True, False) != edge(True, True) != edge(False, False)


def test_an_epoch_of_bits_begins_again():
    task, one = Echo(length=1_000_000), run()
    laid = found(task, one, 10_000_000, 1001)
    assert cut_sentence(laid, task).endswith("The next epoch is drawn anew.")
    assert "steps 1 to 5 of every row, a window of 5, in pass 2" in place_sentence(laid, one)
