from dataclasses import replace

import numpy as np
import pytest
from support.reader import Reader

from rnnviz.nn.encoder_decoder import END, PARTS, START, EncoderDecoder
from rnnviz.nn.tokenizer import MOST_TOKENS, Unreadable, read
from rnnviz.nn.trace import unroll
from rnnviz.runs.run import Run
from rnnviz.tasks import TASKS
from rnnviz.ui.network.reading import Boxes, read_boxes
from rnnviz.ui.network.selection import RECIPES, Selection, select
from rnnviz.ui.network.task_network import part_of

MADE = {"cell": "tanh", "hidden": 3, "layers": 1, "both": False, "seed": 0, "gain": 1.0}


def chosen(net: str, mode: str = "characters") -> Selection:
    return select({**MADE, "net": net, "mode": mode, "activation": "tanh", "weights": None})


def test_a_text_is_unrolled_by_the_chosen_network():
    now = read_boxes(chosen("hello"), Boxes("hel"))
    typed = read("hel", "characters", now.net)
    assert now.typed.pieces == typed.pieces == ("h", "e", "l")
    np.testing.assert_array_equal(now.typed.targets, typed.targets)
    np.testing.assert_array_equal(now.trace.hidden, unroll(now.net, typed.inputs, typed.targets).hidden)
    assert (now.example, now.second, now.steps) == (False, None, 3)


@pytest.mark.parametrize("name", [*RECIPES, "random", "srn", "task.hello", "task.translate.decoder"])
def test_where_nothing_is_typed_the_example_stands_in(name):
    now = read_boxes(chosen(name), Boxes())
    assert now.example
    assert now.trace.steps == len(now.typed.pieces) > 0


def test_a_ready_trained_network_answers_its_example_as_it_learned():
    recipe = RECIPES["ohlol"]
    for boxes in (Boxes(), Boxes(recipe.example)):
        assert "".join(read_boxes(chosen("ohlol"), boxes).typed.answers) == recipe.target
    assert "".join(read_boxes(chosen("ohlol"), Boxes("hell")).typed.answers) == "ell"
    assert "".join(read_boxes(chosen("ohlol"), Boxes(target="hhhhh")).typed.answers) == "hhhhh"


def test_a_second_text_is_unrolled_by_the_same_network():
    now = read_boxes(chosen("random", "words"), Boxes("dog bites man", "man bites a dog"))
    typed, trace = now.second
    assert typed.pieces == ("man", "bites", "a", "dog")
    assert now.net.vocabulary == ("dog", "bites", "man", "a")
    assert now.steps == trace.steps == 4


def test_a_plus_and_nothing_to_add_is_nothing_typed():
    now = read_boxes(chosen("addition"), Boxes("+"))
    assert now.example
    assert now.trace.steps > 1


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("empty", ["", " "])
def test_a_run_of_every_task_has_an_example(name, empty):
    usual = TASKS[name]()
    run = Run(**usual.usual) if usual.usual else Run()
    model = usual.start(run, 0).astype("float64")
    for part in PARTS if isinstance(model, EncoderDecoder) else ("",):
        made = part_of(usual, run, model, part)
        now = read_boxes(Selection("", made.mode, made.example, "", made.look, made, {}), Boxes(empty))
        assert now.trace.steps == len(now.typed.pieces) > 0


def test_where_even_the_example_is_nothing_that_is_said():
    with pytest.raises(Unreadable, match="no example"):
        read_boxes(replace(chosen("addition"), example="+"), Boxes("+"))


def test_what_its_encoder_cannot_read_keeps_the_page():
    shown = Reader("app.py", net="task.caption.decoder", source="hello")
    assert shown.notices
    assert shown.picture["pieces"]
    shown.type("0 1 zz", "source")
    assert shown.picture["pieces"]


def test_a_target_of_spaces_is_a_target():
    given = read_boxes(chosen("random", "words"), Boxes("dog bites", target=" "))
    assert given.typed.given
    assert given.typed.answers == ("", "")
    assert not read_boxes(chosen("random", "words"), Boxes("dog bites")).typed.given


def test_a_decoder_reads_the_start_sign_and_answers_one_ahead():
    now = read_boxes(chosen("task.translate.decoder"), Boxes("199", source="3 march 1998"))
    assert now.typed.pieces == (START, "1", "9", "9")
    assert now.typed.answers == ("1", "9", "9", END)
    wanted = read_boxes(chosen("task.translate.decoder"), Boxes("19", target="20"))
    assert wanted.typed.answers == ("2", "0", END)


@pytest.mark.parametrize("box", ["text", "other", "source"])
def test_a_text_that_is_too_long_is_refused(box):
    with pytest.raises(Unreadable, match="tokens"):
        read_boxes(
            chosen("task.translate.decoder"), Boxes(**{"text": "1", box: "1" * (MOST_TOKENS + 1)})
        )


def test_what_cannot_be_read_is_said_and_the_last_that_could_stays():
    page = Reader("app.py", net="srn", text="1 2; 3 4")
    page.type("1 2; x")
    assert page.picture["pieces"] == ["1 2", "3 4"]
    assert page.notices == ["Row 2: “x” is not a number."]
    page.type("5 6")
    assert (page.picture["pieces"], page.notices) == (["5 6"], [])


def test_another_network_does_not_show_what_the_last_one_read():
    page = Reader("app.py", net="hello", text="hell")
    page.at.session_state["net"] = "srn"
    page.type("x")
    assert page.picture["pieces"] == ["1 1", "1 1", "2 2"]
    assert len(page.notices) == 1
