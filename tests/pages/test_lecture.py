"""The page Lecture without a browser: own lectures are made, changed, kept, undone, read and refused;
a lecture is held, driven, and refused to who lacks its secret."""

import json
import re

import pytest
from support.lecture_pages import OWN, Visitor

from rnnviz.lectures import live_session, repository
from rnnviz.lectures.model import MOST_BYTES, Lecture, Question, Scene
from rnnviz.lectures.phase import GoTo
from rnnviz.lectures.ready import READY
from rnnviz.ui.lectures import library
from rnnviz.ui.session.page_state import key_of
from rnnviz.ui.session.presenter_session import PresenterState


@pytest.fixture
def mine(store):
    id = repository.save(store, OWN)
    return id, Visitor("pages/lecture.py", lecture=id)


def test_ready_lectures_are_there_and_cannot_be_changed(store):
    page = Visitor("pages/lecture.py")
    first = next(iter(READY.values()))
    assert first.title in page.html("lecture")[0]
    assert len(page.scenes) == len(first.scenes)
    assert not any(key and key.startswith("remove") for key in page.keys)
    page.press("lecture copy")
    assert [one.title for one in repository.saved(store)] == [first.title]
    assert "remove 0" in page.keys


def test_scenes_are_moved_doubled_removed_and_each_change_undone(store, mine):
    id, page = mine
    assert page.scenes == ["one", "two", "three"]
    page.press("down 0")
    assert page.scenes == ["two", "one", "three"]
    page.press("duplicate 2")
    assert page.scenes == ["two", "one", "three", "three"]
    page.press("remove 0")
    assert page.scenes == ["one", "three", "three"]
    assert [s.look for s in repository.load(store, id).scenes] == ["one", "three", "three"]
    for before in (["two", "one", "three", "three"], ["two", "one", "three"], ["one", "two", "three"]):
        page.press("lecture undo")
        assert page.scenes == before
    assert repository.load(store, id) == OWN
    assert "lecture undo" not in page.keys


def test_the_last_scene_stays_and_a_removed_lecture_comes_back(store):
    alone = OWN.model_copy(update={"scenes": OWN.scenes[:1]})
    page = Visitor("pages/lecture.py", lecture=repository.save(store, alone))
    assert next(b for b in page.at.button if b.key == "remove 0").disabled
    page.press("lecture remove")
    assert repository.saved(store) == []
    page.press("lecture undo")
    assert page.scenes == ["one"]


def test_a_scene_is_edited_and_what_cannot_be_stays_typed(store, mine):
    id, page = mine
    page.press("edit 0")
    find = {re.sub(".* ", "", a.key): a for a in (*page.at.text_area, *page.at.text_input) if a.key}
    find["look"].set_value("Look <here>")
    find["settings"].set_value("text=hello&step=2")
    find["text"].set_value("Which one?")
    find["options"].set_value("only one")
    (kind,) = (k for k in page.at.get("button_group") if k.key and k.key.endswith(" kind"))
    kind.set_value("choose")
    (send,) = (b for b in page.at.button if "Save" in b.label)
    send.click()
    page.run()
    assert "2 to 6" in page.notices
    assert repository.load(store, id) == OWN
    areas = {re.sub(".* ", "", a.key): a for a in page.at.text_area if a.key}
    assert areas["options"].value == "only one"
    areas["options"].set_value("this\nthat")
    (send,) = (b for b in page.at.button if "Save" in b.label)
    send.click()
    page.run()
    scene = repository.load(store, id).scenes[0]
    assert scene.look == "Look <here>" and scene.settings == {"text": "hello", "step": "2"}
    assert scene.question == Question(text="Which one?", options=("this", "that"))
    assert page.scenes[0] == "Look &lt;here&gt;"


def test_a_scene_asks_for_a_sketch(store, mine):
    id, page = mine
    page.press("edit 0")

    def put(**typed):
        fields = (*page.at.text_area, *page.at.text_input, *page.at.number_input, *page.at.checkbox)
        find = {re.sub(".* ", "", field.key): field for field in fields if field.key}
        for name, value in typed.items():
            find[name].set_value(value)
        (kind,) = (k for k in page.at.get("button_group") if k.key and k.key.endswith(" kind"))
        kind.set_value("sketch")
        (send,) = (b for b in page.at.button if "Save" in b.label)
        send.click()
        page.run()

    put(text="How does it fall?", low=0.01, log=True, last=3, at=4, truth="1, 0.5, x", right="0,25")
    assert "“x”" in page.notices
    put(truth="1, 0.5, 0.25")
    assert "the lag that is asked about is 4; allowed are 0 to 3" in page.notices
    put(at=2)
    assert "has 3 numbers; allowed are 4" in page.notices
    assert repository.load(store, id) == OWN
    put(truth="1, 0.5, 0.25 0,125", across="layers")
    wanted = Question(
        text="How does it fall?",
        kind="sketch",
        low=0.01,
        log=True,
        last=3,
        at=2,
        across="layers",
        right=0.25,
        truth=(1.0, 0.5, 0.25, 0.125),
    )
    assert repository.load(store, id).scenes[0].question == wanted
    assert "layers = 2" in page.html("scene")[0]
    page.press("edit 0")
    put(text="And now?")  # the other fields hold what they held
    asked = repository.load(store, id).scenes[0].question
    assert asked == wanted.model_copy(update={"text": "And now?"})


def test_a_page_becomes_a_scene_with_the_words_of_its_address(store):
    page = Visitor("app.py", text="abc", step="2")
    page.press("add scene")
    page.press("add scene")
    (saved,) = repository.saved(store)
    scenes = repository.load(store, saved.id).scenes
    assert [scene.page for scene in scenes] == ["unroll", "unroll"]
    assert scenes[0].settings == {"text": "abc", "step": "2"}


def test_what_is_exported_is_read_again():
    assert library.read_file(OWN.to_json().encode()) == OWN


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"{", "JSON"),
        (b"[]", "file"),
        (b'{"title": "x", "scenes": []}', "scenes"),
        (b'{"title": "x", "scenes": [{"page": "secret"}]}', "scenes.1.page"),
        (json.dumps({"title": "x" * MOST_BYTES, "scenes": [{}]}).encode(), "at most"),
    ],
)
def test_a_file_that_is_no_lecture_is_refused_in_a_sentence(data, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        library.read_file(data)


def test_a_lecture_that_is_not_there_is_said(store):
    page = Visitor("pages/lecture.py", lecture="<nothing>")
    assert "no lecture “&lt;nothing&gt;” (any more); there are" in page.notices
    assert next(iter(READY.values())).title in page.html("lecture")[0]


def answers(page):
    """The figure of what was answered."""
    (figure,) = (e.proto for e in page.at.get("bidi_component") if e.key == "answers")
    return json.loads(json.loads(figure.json)["figure"])


def test_a_lecture_is_begun_and_goes_from_scene_to_scene(store, mine):
    _, page = mine
    page.press("present")
    (code,) = (row[0] for row in store.rows("SELECT code FROM halls"))
    assert code in page.html("room")[0] and "data:image/svg+xml" in page.html("room")[0]
    page.press("present go")
    assert "1 / 3" in page.html("look")[0] and "one" in page.html("look")[0]
    assert page.at.session_state["text"] == "abc"
    page.press("presenter next")
    page.run()
    assert live_session.load(store, code).scene == 1
    assert page.at.session_state["chain gain"] == 1.2
    assert "Which?" in page.html("look")[0]  # what there is to see would give it away
    page.press("presenter ask")
    live_session.answer(store, code, "somebody", 1)
    page.run()
    assert "1 answer" in page.html("asked")[0]
    page.press("presenter ask")
    page.run()
    assert live_session.load(store, code).revealed and "Which?" in page.html("look")[0]
    assert "✓ right" not in answers(page)["layout"]["yaxis"]["ticktext"][1]  # what is right comes later
    page.press("presenter ask")
    page.run()
    assert live_session.load(store, code).solved and "two" in page.html("look")[0]
    assert "✓ right" in answers(page)["layout"]["yaxis"]["ticktext"][1]
    page.press("presenter ask")
    page.run()
    assert not [e for e in page.at.get("bidi_component") if e.key == "answers"]
    page.press("presenter end")
    page.run()
    assert page.html("look") == [] and live_session.load(store, code).scene == 1


def test_sketches_are_revealed_on_top_of_each_other(store):
    falls = Question(text="How?", kind="sketch", low=0.01, log=True, last=2, at=1, right=0.5)
    lecture = Lecture(title="Norms", scenes=(Scene(look="it falls", question=falls),))
    page = Visitor("pages/lecture.py", lecture=repository.save(store, lecture))
    page.press("present")
    page.press("present go")
    page.press("presenter ask")
    (code,) = (row[0] for row in store.rows("SELECT code FROM halls"))
    for who, value in (("ann", 0.1), ("ben", 0.2), ("cem", 0.8)):
        live_session.answer(store, code, who, [1.0, value, 0.01])
    page.run()
    assert "A curve from 0.01 to 1" in page.html("asked")[0] and "3 answers" in page.html("asked")[0]
    assert not [e for e in page.at.get("bidi_component") if e.key == "answers"]
    page.press("presenter ask")
    page.run()
    (sent,) = (json.loads(e.proto.json) for e in page.at.get("bidi_component") if e.key == "answers")
    assert "Right" not in sent["alt"]
    page.press("presenter ask")
    page.run()
    (sent,) = (json.loads(e.proto.json) for e in page.at.get("bidi_component") if e.key == "answers")
    assert "half of them are below 0.20" in sent["alt"] and "Right: 0.50" in sent["alt"]
    figure = json.loads(sent["figure"])
    assert sum(figure["data"][-1]["x"]) == 3


def test_other_windows_move_it_and_prepared_settings_come_back(store, mine):
    _, page = mine
    page.press("present")
    page.press("present go")
    page.at.switch_page("app.py")  # a browser has gone there by itself
    page.run()
    held = page.at.session_state[key_of(PresenterState)].presenter
    page.at.text_input(key="text").set_value("changed live")
    page.run()
    assert page.at.session_state["text"] == "changed live"
    live_session.drive(store, held.code, held.secret, GoTo(2))
    page.run()
    assert "3 / 3" in page.html("look")[0] and page.at.session_state["text"] != "changed live"
    page.press("presenter back")
    page.press("presenter back")
    page.run()
    assert "1 / 3" in page.html("look")[0] and page.at.session_state["text"] == "abc"


def test_the_secret_link_goes_on_elsewhere_and_a_wrong_one_does_not(store):
    code, secret = live_session.begin(store, OWN)
    page = Visitor("pages/lecture.py", c=code, k="guessed")
    assert "secret" in page.notices and page.html("room") == []
    page = Visitor("pages/lecture.py", c=code, k=secret)
    assert code in page.html("room")[0]


def test_nobody_else_steers_what_a_lecture_is_held_about(store):
    raced = Scene(page="truncate", settings={"runs": "windows5.h4"})
    page = Visitor(
        "pages/lecture.py", lecture=repository.save(store, Lecture(title="x", scenes=(raced,)))
    )
    page.press("present")
    page.press("present go")
    page.at.switch_page("pages/truncate.py")  # a browser has gone there by itself
    page.run()
    assert "run start" in page.keys
    other = Visitor("pages/truncate.py", runs="windows5.h4")
    assert not {"run start", "run pause", "run resume", "run again"} & set(other.keys)
    assert any("only its lecturer" in words.value for words in other.at.caption)
    other.at.number_input(key="seed").set_value(7)
    other.run()
    assert "run start" in other.keys  # their own
    page.press("presenter end")
    page.run()
    assert "run start" in Visitor("pages/truncate.py", runs="windows5.h4").keys


def test_a_scene_too_many_is_refused_and_nothing_is_lost(store, mine, monkeypatch):
    id, page = mine
    monkeypatch.setattr(repository, "MOST_BYTES", len(OWN.to_json()) + 50)
    page.press("duplicate 0")
    assert "allowed are up to" in page.notices and repository.load(store, id) == OWN
    page.press("edit 0")
    find = {re.sub(".* ", "", area.key): area for area in page.at.text_area if area.key}
    find["notes"].set_value("n" * 100)
    (send,) = (button for button in page.at.button if "Save" in button.label)
    send.click()
    page.run()
    assert "allowed are up to" in page.notices and repository.load(store, id) == OWN
    left = {re.sub(".* ", "", area.key): area for area in page.at.text_area if area.key}
    assert left["notes"].value == "n" * 100  # and stands in the form that is still open
