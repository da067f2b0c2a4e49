"""What can be done with the chosen lines: names, tags, going on, copies, removing and undoing it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from rnnviz.catalogue import changes
from rnnviz.catalogue.changes import Removed, of_lines
from rnnviz.catalogue.entry import Entry, EntryKind
from rnnviz.experiments.repository import LONGEST_TITLE
from rnnviz.lectures import claim
from rnnviz.storage import tags
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _, _n
from rnnviz.ui.components.html import notice
from rnnviz.ui.runs import run_fields
from rnnviz.ui.runs.list_view import chosen_words
from rnnviz.ui.runs.run_list import RunList
from rnnviz.ui.session import named_trainings, presenter_actions, presenter_session
from rnnviz.ui.session.page_state import forget, page_state
from rnnviz.ui.session.presenter_actions import may_steer
from rnnviz.ui.session.store import open_store
from rnnviz.ui.session.watched_loops import open_loops
from rnnviz.ui.training.save_menu import save_curve, save_loop, save_training


@dataclass
class LastRemoved:
    """What this session has removed last, and which lines were chosen then."""

    removed: Removed = field(default_factory=Removed)
    chosen: tuple[str, ...] = ()
    looked: bool = False  # whether it was asked what was removed before the page was loaded anew


@dataclass
class Said:
    """What came of a press, to be said when the page is drawn next."""

    sentence: str = ""


def line_actions(found: RunList) -> None:
    """The buttons that can do something with the chosen lines; nothing while a lecture is held."""
    if presenter_session.current() is not None:
        return
    owners = presenter_actions.owners()
    own = of_lines(found.chosen, owners)
    with st.container(horizontal=True, vertical_alignment="center"):
        if found.chosen:
            st.caption(chosen_words(found), width="content")
        if len(own) == 1:
            _name_box(own[0])
            _save_menu(own[0])
        if own:
            _tag_box(found, own)
            _button("resume", _("Resume"), "play_arrow", _resume, list(filter(changes.may_resume, own)))
            able = list(filter(changes.may_duplicate, own))
            _button("duplicate", _("Duplicate"), "content_copy", _duplicate, able)
            _button("delete", _("Delete"), "delete", partial(_remove, found), own)
        if found.chosen:
            st.button(
                _("Choose nothing"),
                icon=":material/close:",
                key="runs none",
                on_click=run_fields.set_to,
                args=("runs", []),
            )
        _undo()
    said = page_state(Said)
    if said.sentence:
        notice(said.sentence, to_class=False)
        said.sentence = ""


def _button(
    key: str, label: str, icon: str, act: Callable[[list[Entry]], None], entries: list[Entry]
) -> None:
    if entries:
        st.button(
            label,
            icon=f":material/{icon}:",
            key=f"runs {key}",
            on_click=_guarded,
            args=(partial(act, entries),),
        )


def _guarded(act: Callable[[], None]) -> None:
    """Do something; what cannot be done is said, and nothing has changed."""
    try:
        act()
    except (ValueError, StoreError) as problem:
        page_state(Said).sentence = str(problem)
    forget(named_trainings.NamedTrainings)


def _name_box(entry: Entry) -> None:
    key = f"runs name of {entry.id} {entry.title}"

    def named() -> None:
        text = str(st.session_state.get(key, entry.title))
        changes.rename(open_store(), open_loops(), entry, text, presenter_actions.owners())

    with st.popover(_("Rename"), icon=":material/edit:", key="runs rename"):
        st.text_input(
            _("Name"),
            entry.title,
            key=key,
            max_chars=LONGEST_TITLE,
            on_change=_guarded,
            args=(named,),
        )
        if entry.kind == EntryKind.RUN:
            st.caption(_("All runs of one training have its name."))


def _save_menu(entry: Entry) -> None:
    """The files that a training, a loop or a curve can be saved as."""
    if entry.kind == EntryKind.RUN:
        store = open_store()
        save_training(store, store.row(entry.id))
    elif entry.kind == EntryKind.LOOP:
        save_loop(open_loops(), entry.id, "")
    elif entry.kind == EntryKind.CURVE:
        save_curve(open_store(), entry.id)


def _tag_box(found: RunList, own: list[Entry]) -> None:
    ids = [entry.id for entry in own]
    lines = [line for line in found.chosen if set(line.ids) & set(ids)]
    now = changes.common_tags(lines)
    known = sorted({tag for line in found.lines for tag in line.tags})
    key = f"runs tags {' '.join(sorted(ids))[:200]} {' '.join(now)}"

    def tagged() -> None:
        wanted = tags.read_tags(map(str, st.session_state.get(key, now)))
        fresh, gone = set(wanted) - set(now), set(now) - set(wanted)
        tags.change(open_store(), ids, fresh, gone)

    with st.popover(_("Tags"), icon=":material/label:", key="runs tags"):
        st.multiselect(
            _("Tags on all that is chosen"),
            sorted({*known, *now}),
            default=list(now),
            key=key,
            accept_new_options=True,
            placeholder=_("Type a tag"),
            on_change=_guarded,
            args=(tagged,),
        )


def _resume(entries: list[Entry]) -> None:
    able = [one for one in entries if one.experiment and may_steer(one.experiment.digest)]
    changes.resume(open_store(), able)
    if len(able) < len(entries):
        page_state(Said).sentence = _("A lecture is being held about one of them: it stays.")


def _duplicate(entries: list[Entry]) -> None:
    owner = presenter_actions.owners()[0]
    made = changes.duplicate(open_store(), entries, owner, _("{name} (copy)"))
    text = _n("{count} copy is on the list.", "{count} copies are on the list.", len(made))
    page_state(Said).sentence = text.format(count=len(made))


def _remove(found: RunList, entries: list[Entry]) -> None:
    store = open_store()
    held = [
        entry
        for entry in entries
        if entry.experiment is not None
        and claim.is_claimed(store, entry.experiment.digest, owner=entry.owner)
    ]
    gone = [entry for entry in entries if entry not in held]
    state = page_state(LastRemoved)
    state.looked = True
    state.chosen = tuple(run_fields.get("runs"))
    state.removed = changes.remove(store, gone, presenter_actions.owners())
    removed = {id for ids in state.removed.ids.values() for id in ids}
    kept = [word for word in run_fields.get("runs") if word.split(".")[1] not in removed]
    run_fields.set_to("runs", kept)
    if held:
        page_state(Said).sentence = _("A lecture is being held about one of them: it stays.")


def _undo() -> None:
    """Have back what was removed last."""
    state = page_state(LastRemoved)
    if not state.looked:
        state.looked, state.removed = (
            True,
            changes.last_removed(open_store(), presenter_actions.owners()),
        )
        state.chosen = tuple(run_fields.get("runs"))
    count = state.removed.count
    if not count:
        return

    def back() -> None:
        removed, state.removed = state.removed, Removed()
        changes.take_back(open_store(), removed, presenter_actions.owners())
        run_fields.set_to("runs", list(state.chosen))

    label = _n("Undo: have {count} back", "Undo: have {count} back", count).format(count=count)
    st.button(
        label,
        icon=":material/undo:",
        key="runs undo",
        type="primary",
        on_click=_guarded,
        args=(back,),
    )
