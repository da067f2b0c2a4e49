import pytest
from pydantic import ValidationError

from rnnviz.lectures.model import Question, Scene
from rnnviz.text.message import Refusal
from rnnviz.ui.lectures.scene_form import form, read_scene

TYPED = {
    "look": "see",
    "notes": "",
    "settings": "?text=a+b&second=",
    "section": "",
    "kind": "none",
    "text": "Which?",
    "options": " a \n\nb\n",
    "right": "",
    "low": 0.01,
    "high": 1.0,
    "unit": "nats",
    "log": True,
    "last": 2,
    "at": 1,
    "across": "",
    "truth": "",
}


def test_settings_are_read_as_an_address_has_them():
    scene = read_scene("vanish", TYPED)
    assert scene == Scene(page="vanish", look="see", settings={"text": "a b", "second": ""})


def test_a_scene_may_be_one_section_of_its_page():
    assert read_scene("vanish", TYPED | {"section": "slopes"}).section == "slopes"
    with pytest.raises(ValidationError, match="the page vanish has norms, slopes"):
        read_scene("vanish", TYPED | {"section": "matrix"})


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        (
            {"kind": "choose", "right": "2"},
            Question(text="Which?", options=("a", "b"), unit="nats", right=1),
        ),
        (
            {"kind": "number", "right": "0,5"},
            Question(text="Which?", kind="number", low=0.01, log=True, unit="nats", right=0.5),
        ),
        (
            {"kind": "sketch", "truth": "1; 0,5 0.25,"},
            Question(
                text="Which?",
                kind="sketch",
                low=0.01,
                log=True,
                unit="nats",
                last=2,
                at=1,
                truth=(1.0, 0.5, 0.25),
            ),
        ),
    ],
)
def test_a_question_takes_the_fields_of_its_kind(typed, question):
    assert read_scene("unroll", TYPED | typed).question == question


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"kind": "choose", "right": "b"}, "The right answer is “b”"),
        ({"kind": "sketch", "truth": "1 x 2"}, "The true curve holds “x”"),
    ],
)
def test_what_is_no_number_is_refused(typed, words):
    with pytest.raises(Refusal, match=words):
        read_scene("unroll", TYPED | typed)


def test_what_a_scene_cannot_be_is_refused():
    with pytest.raises(ValidationError):
        read_scene("unroll", TYPED | {"kind": "choose", "options": "one"})


def test_the_form_holds_the_scene_and_keeps_what_is_typed_until_it_is_saved(session):
    asked = Question(text="How?", kind="sketch", low=0.01, log=True, last=2, at=1, truth=(1, 0.5, 0.25))
    scene = Scene(look="see", notes="say", settings={"text": "a b"}, question=asked)
    assert session(form, "id 0", scene) is None
    typed = {area.key.split()[-1]: area for area in (*session.at.text_area, *session.at.text_input)}
    assert typed["settings"].value == "text=a+b"
    assert typed["truth"].value == "1.0 0.5 0.25"
    typed["look"].set_value("look")
    (send,) = session.at.button
    send.click()
    assert session(form, "id 0", scene) == scene.model_copy(update={"look": "look"})
