"""Whose a training is: what others may do with it, and what its owner alone may."""

import streamlit as st

from rnnviz.experiments.repository import LONGEST_TITLE
from rnnviz.experiments.row import Row
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.lectures import claim
from rnnviz.storage.database import StoreError
from rnnviz.text.language import N_, _
from rnnviz.ui.components.html import as_label, notice
from rnnviz.ui.session import browser, named_trainings, presenter_actions, presenter_session

ANOTHERS = N_("Somebody else has started this training: you can watch it, and train the same yourself.")
FINISHED = N_(
    "Somebody else has trained this: you can look at all of it. A copy is your own, to go on with and "
    "to change."
)
AT_REST = (Status.FINISHED, Status.STOPPED, Status.DIED)


def is_anothers(row: Row) -> bool:
    """Whether a training is somebody else's, and so not to be steered here."""
    return row.owner not in presenter_actions.owners()


def own_button(row: Row) -> bool:
    """The button that makes what is another's one's own, and why there is no other."""
    # a class sees it trained
    finished = row.status == Status.FINISHED and presenter_session.current() is None
    label = _("Copy it for myself") if finished else _("Train the same myself")
    icon = ":material/content_copy:" if finished else ":material/play_arrow:"
    pressed = st.button(label, icon=icon, key="run own")
    st.caption(_(FINISHED if finished else ANOTHERS))
    return pressed


def remove_button(store: Store, row: Row) -> None:
    """Remove a training of one's own that rests and that no lecture is held about, once one has said so
    twice."""
    if row.status not in AT_REST or presenter_session.current() or _is_shown(store, row):
        return

    def remove() -> None:
        try:
            if not _is_shown(store, row):
                store.remove(row.id, row.owner)
        except StoreError as problem:
            presenter_session.notify(str(problem))

    with st.popover(_("Remove"), icon=":material/delete:", key="run remove"):
        st.caption(
            _("All that was trained is lost. The settings stay, and Start trains the same anew.")
        )
        st.button(_("Remove for good"), key="run remove for good", on_click=remove)


def name_box(store: Store, row: Row) -> None:
    """What the reader calls a training of their own, on a button that opens the box for it."""
    if presenter_session.current():
        return
    key = f"run name {row.id} {row.title}"

    def named() -> None:
        # as the page is left Streamlit calls without it
        try:
            named_trainings.rename(store, row, str(st.session_state.get(key, row.title)))
        except StoreError as problem:
            presenter_session.notify(str(problem))

    label = as_label(row.title) or _("Name it")
    with st.popover(label, icon=":material/label:", key="run name"):
        st.text_input(
            _("Name of this training"), row.title, key=key, max_chars=LONGEST_TITLE, on_change=named
        )
        st.caption(_("Only you see it: here, and in the menu Network on Unroll and Backpropagate."))


def _is_shown(store: Store, row: Row) -> bool:
    return claim.is_claimed(store, row.experiment.digest, owner=row.owner)


def tell_of_visit() -> None:
    """What becomes of it where the browser takes no cookies."""
    if browser.is_visit():
        notice(_(browser.ONLY_THIS_VISIT), to_class=False)
