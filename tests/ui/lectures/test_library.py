import pytest
from support.several_owners import ANN, BOB, several_owners

from rnnviz.lectures import repository
from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.lectures.ready import READY
from rnnviz.server.browser_secret import owner_of
from rnnviz.storage.database import StoreError
from rnnviz.text import language
from rnnviz.ui.components.html import as_label
from rnnviz.ui.lectures import library
from rnnviz.ui.session import address, presenter_session

OWN = Lecture(title="My *own* <b>", scenes=(Scene(look="one"),))


said: list[str] = []  # about lectures that were asked for


def opened(word=None):
    """The sidebar, with a lecture that is asked for."""

    def act(store):
        if word is not None:
            library.st.session_state[library.KEY] = word
        address.fill(library.FIELDS)
        said.append(library.settle(store))
        library.choose(store)
        return library.chosen_word()

    return act


def test_ready_lectures_come_before_ones_own(session, store):
    id = repository.save(store, OWN)
    assert session(opened(), store) == next(iter(READY))
    (radio,) = session.at.radio
    titles = [as_label(one.title) for one in READY.values()]
    assert radio.options == [*titles, r"My \*own\* \<b\>"]
    assert session(opened(id), store) == id


def test_a_lecture_that_is_not_there_is_replaced_by_the_first(session, store):
    assert session(opened("<nothing>"), store) == next(iter(READY))
    first = next(iter(READY.values())).title
    assert said[-1].startswith(f"There is no lecture “<nothing>” (any more); there are {first}; ")


def test_only_ones_own_can_be_changed(session, store):
    id = repository.save(store, OWN)
    for word, own in ((id, True), ("gates", False)):
        session(opened(word), store)
        assert session(library.is_own) is own
        session(library.head, session(library.chosen, store))
        assert ("lecture remove" in session.keys) is own
        assert ("lecture copy" in session.keys) is not own


def test_a_copy_becomes_what_is_looked_at(session, store):
    session(opened("gates"), store)
    session(library.save, READY["gates"], False)
    word = session(library.chosen_word)
    assert session(library.chosen, store) == repository.load(store, word) == READY["gates"]


def test_what_cannot_be_saved_is_said(session, store, monkeypatch):
    def locked(*of):
        raise StoreError("The store is locked.")

    session(opened(repository.save(store, OWN)), store)
    monkeypatch.setattr(library.editor, "save", locked)
    session(library.save, OWN)
    assert session(presenter_session.take_notice) == "The store is locked."


def test_every_sentence_of_a_ready_lecture_is_in_the_readers_language(monkeypatch):
    monkeypatch.setattr(language, "_found", lambda: "zh")
    for lecture in READY.values():
        chinese = library.translated(lecture)
        assert chinese.title != lecture.title
        for scene, ours in zip(lecture.scenes, chinese.scenes, strict=True):
            shown = scene.page, scene.section, scene.settings
            assert shown == (ours.page, ours.section, ours.settings)
            assert scene.look != ours.look and scene.notes != ours.notes
            if scene.question:
                assert scene.question.text != ours.question.text
                assert scene.question.right == ours.question.right


def test_a_question_keeps_its_kind_and_numbers_in_every_language(monkeypatch):
    monkeypatch.setattr(language, "_found", lambda: "zh")
    asked = Question(text="How?", kind="number", low=1, high=20, unit="steps", right=3)
    lecture = Lecture(title="t", scenes=(Scene(question=asked),))
    ours = library.translated(lecture).scenes[0].question
    assert ours.model_copy(update={"text": "How?", "unit": "steps"}) == asked


@pytest.mark.parametrize("data", [b"\xff\xfe", b"{", b'{"title": "x"}'])
def test_a_file_that_is_no_lecture_is_refused(data):
    with pytest.raises(ValueError, match=r"\.$"):
        library.read_file(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_lecture_is_read_from_whatever_json_is_written_in(encoding):
    made = Lecture(title="é 我", scenes=(Scene(),))
    assert library.read_file(made.to_json().encode(encoding)) == made


def test_of_others_lectures_nothing_is_listed_opened_or_exported(session, store, monkeypatch):
    come = several_owners(monkeypatch)
    id = repository.save(store, OWN.model_copy(update={"title": "The exam"}), owner=owner_of(ANN))
    for stranger in (BOB, "", None):
        come(stranger)
        assert session(opened(id), store) == next(iter(READY))
        assert "There is no lecture" in said[-1] and "The exam" not in said[-1]
        assert not any("exam" in option for option in session.at.radio[0].options)
        assert ("keeps no cookies" in session.html) is (stranger == "")
    come(ANN)
    assert session(opened(id), store) == id
    come(BOB)  # who knows the id, in the same session even
    assert session(library.save, OWN) is False
    assert "There is no lecture" in session(presenter_session.take_notice)
    session(library._removed)
    assert repository.load(store, id, owner_of(ANN)).title == "The exam"


@pytest.mark.parametrize("text", ['{"title": "t", "scenes": [{"hologram": 1}]}', "x" * 1_000_001, "{"])
def test_what_cannot_be_read_can_be_removed_and_exported_and_comes_back(session, store, text):
    id = repository.save(store, OWN)
    store.rows("UPDATE lectures SET lecture = ?", text)

    def page():
        library.st.session_state[library.KEY] = id
        try:
            library.chosen(store)
        except ValueError as problem:
            library.unreadable(store, problem)

    session(page)
    assert session.keys == ["lecture remove"] and 'class="notice"' in session.html
    assert session.at.get("download_button")
    session.press("lecture remove", lambda: None)
    assert repository.saved(store) == []
    session(library._undone)
    assert store.rows("SELECT lecture FROM lectures") == [(text,)]


def test_markup_of_a_title_is_no_markup():
    assert "&lt;b&gt;" in library.title_html(OWN)
