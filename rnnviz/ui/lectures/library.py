"""The page Lecture: which lectures there are, and what can be done with a whole one."""

import html
import json
import re
from pathlib import Path

import streamlit as st

from rnnviz.experiments.store import Store
from rnnviz.lectures import repository
from rnnviz.lectures.model import MOST_BYTES, MOST_TITLE, Lecture, Question
from rnnviz.lectures.ready import READY
from rnnviz.storage.database import StoreError
from rnnviz.text.language import N_, _, listed
from rnnviz.text.message import Refusal
from rnnviz.ui.components.html import as_label, caption, notice
from rnnviz.ui.lectures import editor
from rnnviz.ui.session import address_fields, browser
from rnnviz.ui.session.address_fields import Field, always
from rnnviz.ui.session.presenter_session import notify

LOOK = Path(__file__).with_name("lecturing.css")
KEY = "lecture"
MOST_NAMED = 12  # lectures in a sentence
FIELDS = (Field("lecture", always(next(iter(READY))), address_fields.text(80), key=KEY),)


def titles(store: Store) -> dict[str, str]:
    """The lectures that there are by their words: ready ones and one's own. Raises StoreError."""
    own = {one.id: one.title for one in repository.saved(store, browser.owner())}
    return {word: _(lecture.title) for word, lecture in READY.items()} | own


def settle(store: Store) -> str:
    """See to it that the lecture that is asked for is one that there is; a sentence if it was none.
    Raises StoreError."""
    there, asked = titles(store), chosen_word()
    if asked in there:
        return ""
    st.session_state[KEY] = next(iter(there))
    return _("There is no lecture “{word}” (any more); there are {titles}.").format(
        word=asked[:60], titles=listed(list(there.values())[:MOST_NAMED], N_("; "))
    )


def choose(store: Store) -> None:
    """The sidebar: ready lectures and one's own."""
    there = titles(store)
    st.radio(
        _("Lectures"),
        list(there),
        key=KEY,
        persist_state="session",
        format_func=lambda word: as_label(there[word]),
        captions=[_("ready") if word in READY else _("saved here") for word in there],
    )
    if browser.is_visit():
        caption(_(browser.ONLY_THIS_VISIT), to_class=False)
    st.file_uploader(
        _("Import a lecture (JSON)"),
        type="json",
        key="lecture file",
        on_change=_imported,
        max_upload_size=1,
    )
    if editor.can_undo():
        st.button(
            _("Undo the last change"),
            icon=":material/undo:",
            on_click=_undone,
            key="lecture undo",
            width="stretch",
        )


def chosen_word() -> str:
    """The lecture that is looked at: the word of a ready one, or the id of one's own."""
    word: str = st.session_state[KEY]
    return word


def chosen(store: Store) -> Lecture:
    """The lecture that is looked at, a ready one in the reader's language; raises StoreError or
    ValueError."""
    word = st.session_state[KEY]
    return translated(READY[word]) if word in READY else repository.load(store, word, browser.owner())


def translated(lecture: Lecture) -> Lecture:
    """A lecture that comes along, in the reader's language."""

    def asked(question: Question | None) -> Question | None:
        if question is None:
            return None
        options = tuple(map(_, question.options))
        texts = {name: _(getattr(question, name)) for name in ("text", "unit", "across")}
        return question.model_copy(update=texts | {"options": options})

    scenes = tuple(
        scene.model_copy(
            update={
                "look": _(scene.look),
                "notes": _(scene.notes),
                "question": asked(scene.question),
            }
        )
        for scene in lecture.scenes
    )
    return lecture.model_copy(update={"title": _(lecture.title), "scenes": scenes})


def is_own() -> bool:
    """Whether it is one that can be changed."""
    return st.session_state[KEY] not in READY


def read_file(data: bytes) -> Lecture:
    """A lecture from a file; raises Refusal if it is none."""
    try:
        if text := data.decode(json.detect_encoding(data)):
            return Lecture.from_json(text)
        raise UnicodeDecodeError("utf-8", data, 0, 1, "nothing")
    except UnicodeDecodeError:
        raise Refusal("The file is no text in UTF-8; allowed is what Export writes.") from None


def _imported() -> None:
    file = st.session_state.get("lecture file")
    if file is None:
        return
    if file.size > MOST_BYTES:
        notify(
            _("The file has {size:,} bytes; allowed are up to {most:,}.").format(
                size=file.size, most=MOST_BYTES
            )
        )
        return
    try:
        st.session_state[KEY] = editor.save(read_file(file.getvalue()))
    except (ValueError, StoreError) as problem:
        notify(str(problem))


def _undone() -> None:
    try:
        st.session_state[KEY] = editor.undo() or next(iter(READY))
    except StoreError as problem:
        notify(str(problem))


def save(lecture: Lecture, own: bool = True) -> bool:
    """Save it as it is now, in its place or as a new one; whether that could be, else the page says why
    not."""
    try:
        saved = editor.save(lecture, st.session_state[KEY] if own else None)
        if not own:
            st.session_state[KEY] = saved
    except (StoreError, ValueError) as problem:
        notify(str(problem))
        return False
    return True


def _copied(lecture: Lecture) -> None:
    save(lecture, own=False)


def title_html(lecture: Lecture) -> str:
    """Its title."""
    return f'<h2 class="lecture">{html.escape(lecture.title)}</h2>'


def hint() -> str:
    """How a lecture of one's own comes about."""
    if is_own():
        return _("“Add this page as a scene”, on every other page, adds to it. Every change is saved.")
    return _(
        "To make one of your own, change a copy, or press “Add this page as a scene” on any other page."
    )


def head(lecture: Lecture) -> None:
    """Its title, and what can be done with the whole of it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if is_own():
            st.text_input(
                _("Title"),
                lecture.title,
                key=f"title {st.session_state[KEY]} {lecture.title}",
                max_chars=MOST_TITLE,
                on_change=_retitled,
                args=(lecture,),
            )
            _remove_button()
        else:
            st.button(
                _("Change a copy of it"),
                icon=":material/edit:",
                key="lecture copy",
                on_click=_copied,
                args=(lecture,),
            )
        _export_button(lecture.title, lecture.to_json())


def unreadable(store: Store, problem: Exception) -> None:
    """A lecture that cannot be read: why not, and what can be done with it all the same."""
    notice(str(problem))
    if not is_own():
        return
    try:
        stored = repository.load_text(store, chosen_word(), browser.owner())
    except StoreError:
        return
    with st.container(horizontal=True):
        _remove_button()
        _export_button(stored.title, stored.text)


def _remove_button() -> None:
    st.button(_("Remove"), icon=":material/delete:", key="lecture remove", on_click=_removed)


def _export_button(title: str, text: str) -> None:
    st.download_button(
        _("Export"),
        text,
        f"{re.sub(r'[^0-9A-Za-z]+', '-', title)[:60]}.json",
        "application/json",
        icon=":material/download:",
        key="lecture export",
        on_click="ignore",
    )


def _retitled(lecture: Lecture) -> None:
    # as the page is left Streamlit calls without a title
    title = str(st.session_state.get(f"title {st.session_state[KEY]} {lecture.title}", "")).strip()
    if title and title != lecture.title:
        save(lecture.model_copy(update={"title": title}))


def _removed() -> None:
    try:
        editor.remove(st.session_state[KEY])
        st.session_state[KEY] = next(iter(READY))
    except (StoreError, ValueError) as problem:
        notify(str(problem))
