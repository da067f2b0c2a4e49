"""The seeds of a cell, one a row."""

import math

from support.figure_readers import parsed

from rnnviz.figures.sweeps.seeds_table import seeds_table


def test_each_seed_has_its_loss_and_its_share():
    table = parsed(seeds_table(3, [0.5192, math.nan, 0.67], [1.02, 0.0, -0.05], [False, True, False]))
    rows = [[cell.text for cell in row.children] for row in table.all("tr")]
    assert rows == [
        ["seed", "loss (nats)", "learned"],
        ["3", "0.5192", "1.02"],
        ["4", "diverged", "–"],
        ["5", "0.6700", "−0.05"],
    ]
    bars = [one.attributes["style"] for one in table.all(".share")]
    assert bars == ["--share:1.000", "--share:0.000"]
