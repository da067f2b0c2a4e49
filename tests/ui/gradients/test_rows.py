"""A batch of typed rows, in rows and in columns."""

import pytest
from support.figure_readers import parsed

PAGE = "pages/backpropagate.py"


def test_until_rows_are_typed_it_is_what_the_text_reads(opened):
    assert not any("X" in head.text for one in opened(PAGE).arithmetic for head in one.all("h3"))
    page = opened(PAGE, rows="yes")
    (batch,) = (one for one in page.arithmetic if "dX = da" in one.text)
    assert "(2,4) = (2,4) (4,4)" in batch.text
    page.choose(**{"flow as": "column"})
    (batch,) = (one for one in page.arithmetic if "dX = Wih" in one.text)
    assert page.address == {"rows": "yes", "as": "column"}


def test_typed_rows_are_the_batch(opened):
    page = opened(PAGE, rows="yes", batch="1 0 0 0; 0 1 0 0; 0 0.5 0.5 0")
    assert any("(3,4) = (3,4) (4,4)" in one.text for one in page.arithmetic)
    assert not page.notices


@pytest.mark.parametrize(
    ("batch", "said"),
    [
        ("1 0 0 0; 1 0 0", "Row 2 has 3 numbers and row 1 has 4; every row needs the same."),
        ("1 0", "Row 1 has 2 numbers; the network reads 4."),
        ("1 0 0 x", "Row 1: “x” is not a number."),
        ("; ".join(["1 0 0 0"] * 5), "The batch has 5 rows; allowed are 1 to 4."),
    ],
)
def test_rows_that_are_no_batch_are_named(opened, batch, said):
    page = opened(PAGE, rows="yes", batch=batch)
    assert page.notices == [said]
    assert page.address == {"rows": "yes", "batch": batch}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"net": "random", "cell": "gru"}, "for cells without gates"),
        ({"net": "random", "layers": "2", "row": "1"}, "read by the first layer"),
        ({"net": "english-tanh"}, ""),
    ],
)
def test_networks_without_a_batch_are_told(opened, query, said):
    page = opened(PAGE, rows="yes", **query)
    assert [said] == [""] or any(said in notice for notice in page.notices)
    if not said:
        assert not page.notices


@pytest.mark.parametrize("cell", ["tanh", "lstm"])
def test_everything_has_its_name_and_its_shape(opened, cell):
    assert not any("W" in one.text for one in tables(opened(PAGE, net="random", cell=cell)))
    (table,) = tables(opened(PAGE, net="random", cell=cell, layers="2", row="1", names="yes"))
    assert f"({'H' if cell == 'tanh' else 'GH'}, D) = {8 if cell == 'tanh' else 32}×8" in table.text
    assert "Jacobian" in [button.text for button in table.all("button")]


def tables(page):
    return [
        parsed(element.value) for element in page.at.get("html") if 'class="names"' in element.value
    ]
