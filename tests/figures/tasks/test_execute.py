"""Pictures of Execute: every number in them is one that was handed in, every mark is earned."""

import numpy as np
import plotly.graph_objects as go
import pytest
from support.figure_readers import parsed

from rnnviz.figures.base.numbers import percent
from rnnviz.figures.tasks import execute as figures
from rnnviz.nn.decoding import END_TOKEN, START_TOKEN
from rnnviz.tasks.execute import ANSWERS, Executed


def executed(answer, printed, ended=True, beam=()):
    """A made-up answer whose chosen characters have 60 % each, the others what is left."""
    tokens = [ANSWERS.index(letter) for letter in answer] + [END_TOKEN] * ended
    chances = np.full((len(tokens), len(ANSWERS)), 0.4 / (len(ANSWERS) - 1))
    chances[np.arange(len(tokens)), tokens] = 0.6
    return Executed("print(0)", printed, np.array(tokens), chances, tuple(beam))


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (executed("-15", "-15"), "✓ right: the network answers −15, and so does Python"),
        (executed("12", "17"), "✗ wrong: the network answers 12; Python prints 17"),
        (executed("12", "12", ended=False), "✗ wrong: the network answers 12, without an end;"),
        (executed("", "3"), "✗ wrong: the network answers nothing; Python prints 3"),
    ],
)
def test_the_verdict_says_what_came_and_what_is_true(done, words):
    assert figures.verdict(done).startswith(words)
    assert parsed(figures.verdict_html(done)).text == f"{figures.verdict(done)}."
    assert figures.letters_alt(done).startswith(figures.verdict(done))


@pytest.mark.parametrize("dark", [False, True])
def test_every_cell_is_a_probability_and_the_chosen_one_is_framed(dark):
    done = executed("-15", "-18")
    figure = go.Figure(figures.letters(done, dark))  # raises for what Plotly does not know
    (heat,) = figure.data
    heads = figure.layout.xaxis.ticktext
    assert list(heads) == [*"0123456789", "−", "end"]
    names = [name.replace("−", "-") for name in heads]
    for row, chances in enumerate(done.probabilities):
        for column, name in enumerate(names):
            token = END_TOKEN if name == "end" else ANSWERS.index(name)
            assert heat.z[row][column] == chances[token]
    for row, (letter, frame) in enumerate(
        zip(["-", "1", "5", "end"], figure.layout.shapes, strict=True)
    ):
        assert (frame.x0 + frame.x1) / 2 == names.index(letter)
        assert (frame.y0 + frame.y1) / 2 == row
    assert list(figure.layout.yaxis.ticktext) == [
        "<b>−</b>  ✓ right",
        "<b>1</b>  ✓ right",
        "<b>5</b>  ✗ wrong",
        "<b>end</b>  ✓ right",
    ]
    assert heat.text[0][names.index("-")] == "60"
    assert heat.text[0][0] == "3"
    assert heat.customdata[2][names.index("5")] == ["5", "60 %", 3]
    assert "“5”" not in figures.letters_alt(done) and "5 with 60 %" in figures.letters_alt(done)


def test_an_answer_that_is_too_long_or_begins_again_is_wrong_there():
    done = executed("123", "1")
    marks = figures.letters(done, False)["layout"]["yaxis"]["ticktext"]
    assert [mark.split("  ")[1] for mark in marks] == ["✓ right", "✗ wrong", "✗ wrong", "✗ wrong"]
    done.tokens[0] = START_TOKEN
    layout = figures.letters(done, False)["layout"]
    assert layout["yaxis"]["ticktext"][0] == "<b>start</b>  ✗ wrong"
    assert len(layout["shapes"]) == 3


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0 %"), (1.0, "100 %"), (0.004, "< 1 %"), (0.999, "> 99 %"), (0.25, "25 %"), (0.99, "99 %")],
)
def test_only_certainty_is_called_certain(share, words):
    assert percent(share) == words


def test_whole_answers_stand_with_their_probabilities_and_marks():
    done = executed("12", "17", beam=[("12", 0.5), ("17", 0.25), ("-1", 0.004)])
    table = parsed(figures.answers_table(done))
    rows = [[cell.text for cell in row.all("td")] for row in table.all("tr")[1:]]
    assert rows == [
        ["12", "50 %", "greedy"],
        ["17", "25 %", "✓ right"],
        ["−1", "< 1 %", ""],
    ]
    assert "--share:0.250" in table.all(".share")[1].attributes["style"]
    assert "No answer" in parsed(figures.answers_table(executed("12", "12", ended=False))).text


@pytest.mark.parametrize("dark", [False, True])
def test_bars_are_the_shares_and_lines_what_copying_gets(dark):
    found = {"one": {"level 1": 0.9, "level 2": 0.4}, "a<b": {"level 1": 0.0, "level 2": 1.0}}
    copying = {"level 1": 0.25, "level 2": 0.1}
    figure = go.Figure(figures.levels(found, copying, 2, 60, dark))
    assert [list(bar.y) for bar in figure.data] == [[0.9, 0.4], [0.0, 1.0]]
    written = {
        (note.x, note.y): note.text for note in figure.layout.annotations if note.xref != "paper"
    }
    assert sorted(written.values()) == ["0 %", "100 %", "40 %", "90 %"]
    assert all(written[place] == "0 %" for place in written if place[1] == 0.25)
    assert [line.y0 for line in figure.layout.shapes] == [line.y1 for line in figure.layout.shapes]
    assert [line.y0 for line in figure.layout.shapes] == [0.25, 0.1]
    assert "a&lt;b" in figure.data[1].hovertemplate
    assert "60 unseen programs" in figure.layout.title.text
    assert list(figure.layout.xaxis.ticktext) == [
        "<b>level 1</b><br>1 operation<br>1 digit",
        "<b>level 2</b><br>2 operations<br>1 digit",
    ]
    said = figures.levels_alt(found, copying)
    assert "one: level 1 90 %, level 2 40 %" in said
    assert "copying the last number: level 1 25 %, level 2 10 %" in said
