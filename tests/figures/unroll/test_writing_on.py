import numpy as np
from support.figure_readers import made, parsed

from rnnviz.figures.unroll import writing_on
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.nn.writing_on import write_on

LETTERS = ("<", "b", ">", "x")
NET = Network.random(inputs=4, hidden=6, outputs=4, vocabulary=LETTERS, seed=2, gain=2.0)


def test_what_a_step_reads_is_what_the_step_before_answered():
    typed, trace = made(NET, "<b>x")
    written = write_on(NET, trace, 12)
    figure = writing_on.loop(NET, typed, written, False)
    notes = figure["layout"]["annotations"]
    read = {note["x"]: note["text"] for note in notes if note.get("y") == 1.05}
    answers = {note["x"]: note["text"] for note in notes if note.get("y") == 3.0 and note["text"]}
    assert [read[place] for place in range(3)] == ["<b>b</b>", "<b>&gt;</b>", "<b>x</b>"]
    assert sorted(answers) == list(range(2, writing_on.COLUMNS))
    for place in range(3, writing_on.COLUMNS):
        assert answers[place - 1].startswith(read[place])
    # a way back from every answer that is read again
    paths = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "path"]
    assert len(paths) == writing_on.COLUMNS - 3
    assert figure["data"][0]["text"][2] == "step 4: reads x, which was typed"
    assert figure["data"][0]["text"][3].endswith("its own answer")


def test_the_text_is_what_was_typed_and_what_was_written_and_no_markup():
    typed, trace = made(NET, "<b>x")
    written = write_on(NET, trace, 8)
    names = writing_on.answer_names(NET, written)
    html = writing_on.text_html(NET, typed, written, "", "label")
    assert parsed(html).text == f"label <b>x{''.join(names)}"
    assert "<b>x" not in html
    assert ", ".join(names) in writing_on.in_words(NET, typed, written)


def test_numbers_are_written_as_numbers():
    net = Network.random("tanh", inputs=2, hidden=2, outputs=2, output="linear")
    typed, _ = made(net, "1 1; 2 2", "numbers")
    written = write_on(net, unroll(net, np.array([[1.0, 1.0], [2.0, 2.0]])), 3)
    assert all(name.count(", ") == 1 for name in writing_on.answer_names(net, written))
    assert "likely" not in writing_on.in_words(net, typed, written)
