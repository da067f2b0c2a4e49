"""Caption on the page Tasks: a picture drawn, its words, and a blank one."""

import pytest
from support.figure_readers import parsed

from rnnviz.analysis.encoder_decoder_trace import passage
from rnnviz.figures.base.numbers import percent
from rnnviz.pretrained.task_networks import opening
from rnnviz.tasks import pictures
from rnnviz.tasks.pictures import gallery, kind_of, unseen
from rnnviz.ui.tasks.panels.caption import EXAMPLE, SHAPES

DRAWING, BLANK = "caption drawing", "0" * 16


pytestmark = pytest.mark.usefixtures("only_tasks")


def shown(reader):
    (found,) = (e.value for e in reader.at.get("html") if 'class="passage"' in e.value)
    return parsed(found)


def verdict(reader):
    return shown(reader).one(".verdict").text


def sentence(text):
    made = opening("caption")
    one = passage(made.model, pictures.read(text).reshape(1, -1).astype(float), 12)
    return made.task.words(one.tokens)


def test_the_example_is_described(read):
    reader = read("pages/tasks.py", task="caption")
    assert verdict(reader) == "a large frame in the middle ✓ right"
    assert kind_of(pictures.read(EXAMPLE)).sentence == "a large frame in the middle"
    words = [card.one("h3").text for card in shown(reader).one(".words").children]
    assert words == ["a", "large", "frame", "in", "the", "middle", "⊣ end"]
    sent = reader.data(DRAWING)
    assert (sent["cells"], sent["stamp"]) == (EXAMPLE, 0)
    assert reader.address == {"task": "caption"}


def test_what_share_is_right_is_measured_on_the_network_that_is_played_with(read):
    made = opening("caption")
    (table,) = (
        parsed(e.value)
        for e in read("pages/tasks.py", task="caption").at.get("html")
        if 'class="counted"' in e.value
    )
    shares = [percent(share) for share in made.task.measures(made.model).values()]
    assert [cell.text for cell in table.all("td")] == shares


def test_every_stroke_changes_the_words(read):
    reader = read("pages/tasks.py", task="caption")
    for text in ("8040201000000000", "0000000000000018", "ffffffffffffffff"):
        reader.tell(DRAWING, cells=text)
        assert verdict(reader).startswith(sentence(text))
        assert reader.address["picture"] == text
        assert reader.data(DRAWING)["stamp"] == 0  # or the strokes since would be undone


def test_a_blank_picture_is_told_and_the_last_words_stay(read):
    reader = read("pages/tasks.py", task="caption", picture="8040201000000000")
    before = verdict(reader)
    reader.tell(DRAWING, cells=BLANK)
    (said,) = reader.notices
    assert said.startswith("The picture is blank: click cells, or drag over them.")
    assert verdict(reader) == before
    assert reader.state("caption picture") == BLANK
    reader.tell(DRAWING, cells=EXAMPLE)
    assert reader.notices == [] and verdict(reader) != before


@pytest.mark.parametrize("said", [None, 5, "zz", ["0" * 16], "0" * 17])
def test_what_is_no_picture_is_not_heard(read, said):
    reader = read("pages/tasks.py", task="caption")
    reader.tell(DRAWING, cells=said)
    assert reader.state("caption picture") == EXAMPLE


@pytest.mark.parametrize(("label", "new"), [("A trained kind", False), ("An unseen kind", True)])
def test_another_picture_is_of_the_kind_that_was_asked_for(read, label, new):
    reader = read("pages/tasks.py", task="caption")
    for stamp in (1, 2, 3):
        reader.press(label)
        data = reader.data(DRAWING)
        kind = kind_of(pictures.read(data["cells"]))
        assert data["stamp"] == stamp and (kind in unseen()) == new and kind in gallery()
        assert verdict(reader).startswith(sentence(data["cells"]))
        assert ("never trained on" in verdict(reader)) == new


def test_a_picture_that_is_no_shape_still_gets_words(read):
    reader = read("pages/tasks.py", task="caption", picture="a50000000000005a")
    assert "no shape that it was trained on" in verdict(reader)


def test_an_address_without_a_picture_is_told(read):
    reader = read("pages/tasks.py", task="caption", picture="hello")
    (said,) = reader.notices
    assert "16 hexadecimal digits" in said
    assert verdict(reader).endswith("right")


def test_the_shapes_that_are_named_are_those_of_the_pictures():
    assert [shape.split(" ", 1)[1] for shape in SHAPES] == list(pictures.SHAPES)
