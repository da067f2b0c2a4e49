import re

import pytest
from support.figure_readers import parsed

from rnnviz.figures.training.mini_batches import (
    as_known,
    batches,
    cut_sentence,
    place_sentence,
    strip,
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
        (run(carry=False), "No state is handed on: each window begins at zero."),
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


def test_each_row_is_marked_where_it_begins_and_where_it_reads():
    picture = strip(found(Echo(), run(), updates=501))  # half of 1,000 windows
    assert picture.count("<i style") == picture.count('class="now"') == 100
    few = strip(found(Echo(), run(batch=4), samples=400, updates=11))
    assert re.findall(r'<i style="left:([\d.]+)%"', few) == ["0.00", "25.00", "50.00", "75.00"]
    found_now = re.findall(r'class="now" style="left:([\d.]+)%', few)
    assert found_now == ["12.50", "37.50", "62.50", "87.50"]
    assert "Each row is 50 % of the way" in few


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


def test_rows_that_begin_again_say_so():
    task, one = Echo(length=1_000_000), run()
    laid = [found(task, one, 10_000_000, updates) for updates in (1, 1000, 1001, 2001)]
    assert cut_sentence(laid[0], task).startswith(
        "An epoch of 1,000,000 bits is cut into 200 rows of 5,000; they begin at 0, 5,000, 10,000"
    )
    said = [place_sentence(one_laid, one) for one_laid in laid]
    assert "has read steps 4,996 to 5,000 of every row" in said[1]
    assert "begun" not in said[0] + said[1]
    assert "Update 1,001 has read steps 1 to 5 of every row" in said[2]
    assert said[2].endswith(
        "So far each row has begun 2 times. Here every row has begun again, with a state of zeros."
    )
    assert "begun 3 times" in said[3]
    assert "h →" in batches([("a", one, laid[2])], task)  # on to the next window
    assert "state of zeros" in batches([("a", one, laid[2])], task)


def test_passes_and_pairs_are_cut_as_they_are_read():
    text = "abcdefghij" * 100
    passes = Characters(source="own", text=text, rows="passes")
    assert cut_sentence(found(passes, run(25, 2)), passes) == (
        "A text of 1,000 characters is cut into 2 rows of 500; they begin at 0, 500, and each begins "
        "again at its own part’s end."
    )
    pairs = Words(rows="pairs")
    assert cut_sentence(found(pairs, run(2, 5)), pairs) == (
        "A text of 21 words is read by 5 rows at once, which begin at 0, 3, 6, 9, 12; at the end each "
        "goes on with the beginning."
    )
