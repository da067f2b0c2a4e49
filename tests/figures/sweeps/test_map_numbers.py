"""A line a cell of a map, with where it stands and all that is known of it."""

from support.phase_maps import learned_up_to, panel, phase_map

from rnnviz.figures.sweeps.map_numbers import map_sheet


def test_cells_stand_at_their_places():
    shares = learned_up_to(1)
    map = phase_map(panel("one", shares), panel("two", shares))
    sheet = map_sheet(map)
    names, x, y, learned = sheet.columns[:4]
    assert len(names) == map.cells
    assert names[0] == "one"
    assert names[-1] == "two"
    wide = len(map.x)
    for place, (across, up, share) in enumerate(zip(x, y, learned, strict=True)):
        row, column = divmod(place % (wide * len(map.y)), wide)
        assert across == (map.x.numbers[column] if map.x.numbers else map.x.ticks[column])
        assert up == (map.y.numbers[row] if map.y.numbers else map.y.ticks[row])
        assert share == shares[row, column]
