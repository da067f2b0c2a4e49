"""Lines as a table: as HTML, CSV and Markdown, whatever their names are."""

import csv
import io
import statistics

import pandas as pd
import pytest
from support.own_lists import brought, catalogue, small, trained

from rnnviz.catalogue.line import lines
from rnnviz.figures.runs.compared import as_csv, as_markdown, compared_table
from rnnviz.storage.ownership import MACHINE

NAMES = ("=1+1", "<b>|bold|</b>", "`code` *star* [link](x)", "plain")


@pytest.fixture
def found(store):
    trained(store, small(seeds=3))
    for name in NAMES:
        brought(store, [1, 2], [0.5, 0.4], name)
    return lines(catalogue(store).entries((MACHINE,)))


def test_csv_has_the_numbers_in_full(found):
    read = pd.read_csv(io.StringIO(as_csv(found)))
    for line, row in zip(found, read.itertuples(), strict=True):
        losses = [entry.loss for entry in line.counted]
        assert row.loss_mean == pytest.approx(statistics.mean(losses), rel=1e-12)
        assert row.n == len(losses)
        if len(losses) > 1:
            assert row.loss_deviation == pytest.approx(statistics.stdev(losses), rel=1e-9)
    assert set(read["truncation"].dropna()) == {"2/2", "4/4"}
    assert "hidden" not in read  # which is the same for all


def test_no_name_is_a_formula_of_a_spreadsheet(found):
    cells = [cell for row in csv.reader(io.StringIO(as_csv(found))) for cell in row]
    assert "'=1+1" in cells
    assert not any(cell.startswith("=") for cell in cells)


def test_markdown_has_a_row_each_whatever_the_names_are(found):
    rows = as_markdown(found).splitlines()
    assert len(rows) == len(found) + 2
    bare = [row.replace("\\|", "") for row in rows]
    assert len({row.count("|") for row in bare}) == 1
    assert any("\\<b\\>\\|bold\\|\\</b\\>" in row for row in rows)


def test_html_shows_names_as_they_were_typed(found):
    made = compared_table(found)
    assert "<b>|bold|</b>" not in made
    assert "&lt;b&gt;|bold|&lt;/b&gt;" in made
    assert "<th>truncation</th>" in made
    assert made.count("<tr>") == len(found) + 1
