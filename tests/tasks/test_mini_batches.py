"""The layout of mini-batches against what a run really reads."""

import numpy as np
import pytest
from support.effort import cpu_at_most

from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Characters, Echo, Words
from rnnviz.tasks.mini_batches import LONGEST, mini_batches
from rnnviz.tasks.words import SENTENCE, reference_starts


def run(every, batch, **more):
    return Run(
        truncation=Truncation.windows(every) if every else Truncation.full(), batch=batch, **more
    )


def test_the_numbers_that_are_known():
    """A text of 1,000 for two rows, and 1,000,000 bits for 200 rows in windows of 5."""
    text = Characters(source="own", text="abcdefghij" * 100)
    assert mini_batches(text, run(10, 2), 0, 1000, 0).starts.tolist() == [0, 500]
    bits = mini_batches(Echo(), run(5, 200), 0, 1_000_000, 0)
    assert (bits.length, len(bits.starts), bits.length // bits.window) == (5_000, 200, 1_000)
    assert bits.starts[:3].tolist() == [0, 5_000, 10_000]
    assert mini_batches(Words(), run(2, 5), 0, 1000, 0).starts.tolist() == [0, 4, 8, 12, 16]
    assert reference_starts(len(SENTENCE.split()) - 1, 5).tolist() == [0, 3, 6, 9, 12]


TASKS = {
    "echo": Echo(),
    "words": Words(),
    "characters": Characters(),
    "pairs": Words(rows="pairs"),
    "passes": Characters(source="own", text="now and again " * 200, rows="passes"),
    "epochs": Echo(length=30_000),
}


@pytest.mark.parametrize("task", list(TASKS.values()), ids=list(TASKS))
@pytest.mark.parametrize("batch", [1, 3, 6, 7, 40])
@pytest.mark.parametrize("updates", [0, 1, 2, 101])
@pytest.mark.parametrize("every", [1, 5, 60])
def test_the_window_holds_what_the_update_read(task, batch, updates, every):
    found = mini_batches(task, run(every, batch), 7, 100_000, updates)
    start = max(updates - 1, 0) * every
    assert (found.start, found.stop, found.is_read) == (start, start + every, updates > 0)
    order = [every] if task.windowed else []
    inputs, _ = task.stream(7, batch, *order).window(start, start, start + every)
    known = task.tokens or task.vocabulary
    for row in found.rows:
        read = [known[number] for number in inputs[..., row.number - 1].argmax(axis=1)]
        shown = [*row.first, *row.last]
        if not found.left_out:
            assert shown == read
        else:
            half = LONGEST["words" if task.reads == "words" else "characters"] // 2
            assert shown == read[:half] + read[-half:]
            assert len(shown) + found.left_out == every


def test_what_is_around_a_window_is_what_the_windows_around_it_hold():
    first, second, third = (mini_batches(Echo(), run(20, 4), 1, 10_000, n) for n in (1, 2, 3))
    for one, two, three in zip(first.rows, second.rows, third.rows, strict=True):
        assert one.before == ()
        assert two.before == one.first[-8:]
        assert two.after == three.first[:8]


def test_of_many_rows_the_first_and_the_last_are_written_out():
    found = mini_batches(Echo(), run(5, 200), 0, 1_000_000, 3)
    assert [row.number for row in found.rows] == [1, 2, 3, 4, 200]
    assert [row.start for row in found.rows] == [0, 5_000, 10_000, 15_000, 995_000]


def test_a_text_goes_on_with_its_beginning():
    text = Characters(source="own", text="abcdef")
    found = mini_batches(text, run(4, 2), 0, 1000, 2)
    assert found.places.tolist() == [4, 1]
    assert [row.first for row in found.rows] == [tuple("efab"), tuple("bcde")]


def test_an_even_cut_goes_back_behind_its_window():
    even = Run(truncation=Truncation.even(5), batch=10)
    assert [mini_batches(Echo(), even, 0, 1000, n).reach for n in (1, 2, 3)] == [0, 1, 6]
    assert mini_batches(Echo(), run(5, 10), 0, 1000, 3).reach == 10


def test_without_a_cut_a_row_is_one_window():
    found = mini_batches(Echo(), run(None, 10), 0, 100_000, 1)
    assert (found.start, found.stop) == (0, 10_000)


def test_who_answers_late_has_read_on():
    late = mini_batches(Words(), run(2, 5, delay=1), 0, 1000, 1)
    prompt = mini_batches(Words(), run(2, 5), 0, 1000, 1)
    assert late.rows[0].first[0] == prompt.rows[0].first[1]
    assert np.array_equal(late.starts, prompt.starts)


def test_an_epoch_is_laid_out_as_the_text_on_truncation_has_it():
    """1,000,000 bits in 200 rows of 5,000, windows of 5: update 1,001 is the next epoch's first."""
    task, five = Echo(length=1_000_000), run(5, 200)
    for updates, place in ((1, 0), (2, 5), (1000, 4995), (1001, 0)):
        found = mini_batches(task, five, 0, 10_000_000, updates)
        assert (found.total, found.length, found.turn) == (1_000_000, 5_000, 5_000)
        assert found.places[:2].tolist() == [place, 5_000 + place]
        assert bool(found.rows[0].before) == (place > 0)  # nothing was read before in this epoch


def test_a_pass_begins_again_where_its_row_begins():
    """34 letters in windows of 25: every update begins a pass."""
    task = Characters("own", "hello world, hello recurrent world", rows="passes")
    for updates in (1, 2, 7):
        found = mini_batches(task, run(25, 1), 0, 1000, updates)
        assert found.places.tolist() == [0]
        assert found.begins and found.start == 25 * (updates - 1)
        assert found.rows[0].before == ()


@pytest.mark.parametrize("task", [Echo(), Words(), Words(rows="passes")], ids=str)
@pytest.mark.parametrize("every", [1, 9, 10**10])
def test_the_last_window_of_the_longest_training_is_found_at_once(task, every):
    if task == Words(rows="passes") and every > 9:
        return  # of a text in parts each row has to hold a window
    run = Run(truncation=Truncation.windows(every), batch=4)
    with cpu_at_most(0.5):
        found = mini_batches(task, run, 0, 10**10, 10**10 // 4 // every or 1)
    assert found.window == every
