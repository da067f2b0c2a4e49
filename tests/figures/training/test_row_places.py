"""Where rows begin and where their window is, as a picture."""

import re

from support.figure_readers import parsed

from rnnviz.figures.training.row_places import examples, stack, strip, where
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Characters, Echo
from rnnviz.tasks.mini_batches import mini_batches

TEXT = Characters(source="own", text="abcdefghij" * 10)


def found(task, batch, samples=400, updates=1, every=5):
    run = Run(truncation=Truncation.windows(every), batch=batch)
    return mini_batches(task, run, 0, samples, updates)


def test_rows_of_a_text_are_marked_where_they_begin_and_where_they_read():
    few = strip(found(TEXT, 4, updates=3, every=5))
    assert re.findall(r'<i style="left:([\d.]+)%"', few) == ["0.00", "25.00", "50.00", "75.00"]
    now = re.findall(r'class="now" style="left:([\d.]+)%', few)
    assert now == ["10.00", "35.00", "60.00", "85.00"]
    assert "Each row is 40 % of the way" in few


def test_rows_of_bits_stand_below_each_other_with_one_window_in_all():
    half = stack(found(Echo(), 200, 1_000_000, updates=501))
    assert re.findall(r"<b>(.*?)</b>", half) == ["1", "2", "3", "4", "⋮", "200"]
    assert 'style="left:50.00%' in half and "--cut:200" in half
    assert "window 501 of 1,000" in half
    assert "Each row is 50 % of the way" in half
    parsed(half)


def test_the_window_stays_within_the_rows():
    for updates in (0, 1, 20, 21, 400):
        left, wide = re.search(
            r'"now" style="left:([\d.]+)%;width:([\d.]+)%', stack(found(Echo(), 4, updates=updates))
        ).groups()
        assert 0.0 <= float(left) <= 100.0 and float(wide) <= 100.0


def test_what_is_drawn_depends_on_how_the_rows_go_on():
    assert 'class="stack"' in where(found(Echo(), 4))
    assert 'class="strip"' in where(found(TEXT, 4))


def test_the_offsets_that_texts_show_are_said():
    said = examples()
    assert "1,000 letters in 2 rows, offsets [0, 500]" in said
    assert "20 pairs of the sentence in 5 rows, offsets [0, 3, 6, 9, 12]" in said
    assert "1,000,000 bits in 200 rows of 5,000, cut into windows of 5: 1,000 updates." in said
