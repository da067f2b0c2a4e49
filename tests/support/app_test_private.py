"""All that the tests use of Streamlit beyond its public names."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from unittest import mock

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.runtime.state.session_state import WStates
from streamlit.testing.v1 import AppTest, local_script_runner


def elements(at: AppTest):
    """The tree of all that a page shows."""
    return at._tree


def share_components(at: AppTest, found):
    """Give a new page the components that another one has found: looking for them in all installed
    packages takes longer than a page."""
    at._bidi_component_manager = found


def components(at: AppTest):
    """The components that a page has found."""
    return at._bidi_component_manager


def tell(at: AppTest, id: str, **said) -> None:
    """What the browser's side of a component says, and the run that follows."""
    states = at._tree.get_widget_states()
    states.widgets.append(WidgetState(id=id, json_value=json.dumps(said)))
    at._run(states)


def unfold(at: AppTest, id: str) -> None:
    """Open an expander that tells the page of it, and the run that follows."""
    states = at._tree.get_widget_states()
    states.widgets.append(WidgetState(id=id, bool_value=True))
    at._run(states)


def forge_of(at: AppTest, key: str, **said) -> None:
    """What no browser of ours says of a control, and the run that follows."""
    (id,) = {element.proto.id for element in at._tree if getattr(element, "key", None) == key}
    states = at._tree.get_widget_states()
    others = [one for one in states.widgets if one.id != id]
    at._run(WidgetStates(widgets=[*others, WidgetState(id=id, **said)]))


def press(at: AppTest, id: str, **said) -> None:
    """What a component tells of a click, and the run that follows."""
    states = at._tree.get_widget_states()
    events = json.dumps([{"event": name, "value": value} for name, value in said.items()])
    state = WidgetState(id=_make_trigger_id(id, "events"), json_trigger_value=events)
    states.widgets.append(state)
    at._run(states)


def restore_trust(monkeypatch) -> None:
    """Have what sessions make of a browser's words put back after a test."""
    for name in ("__getitem__", "set_widget_from_proto"):
        monkeypatch.setattr(WStates, name, getattr(WStates, name))


def run_fragments(at: AppTest) -> None:
    """Run a page's fragments alone, as a key in one of them does."""
    ids = list(at._fragment_storage._fragments)
    assert ids
    request = partial(local_script_runner.RerunData, fragment_id_queue=ids)
    with mock.patch.object(local_script_runner, "RerunData", request):
        at._run(at._tree.get_widget_states())


def request(page: str, *fragments: str, tick=False, kept=(), said=None) -> RerunData:
    """What a run of a page, or of some of its fragments, is asked for with; `said` is what its boxes
    (text) and buttons (True) stand at."""
    states = [
        WidgetState(id=id, trigger_value=True)
        if value is True
        else WidgetState(id=id, string_value=value)
        for id, value in (said or {}).items()
    ]
    return RerunData(
        widget_states=None if said is None else WidgetStates(widgets=states),
        page_script_hash=page,
        fragment_id_queue=[*fragments],
        is_auto_rerun=tick,
        cached_message_hashes=frozenset(kept),
    )


def said(asked: RerunData) -> dict[str, str | bool]:
    """What the boxes and buttons of a request stand at."""
    return {one.id: one.trigger_value or one.string_value for one in asked.widget_states.widgets}


def requests(*asked: RerunData) -> ScriptRequests:
    """What a session has been asked for and has not begun."""
    made = ScriptRequests()
    for one in asked:
        made.request_rerun(one)
    return made


def run_as_of(at: AppTest, page: str, here: str) -> None:
    """Run a page as a browser asks that shows one page while the session is at another."""
    at._finished_page_script_hash = here
    made = local_script_runner.RerunData

    def of_page(**given):
        return made(**given | {"page_script_hash": page})

    with mock.patch.object(local_script_runner, "RerunData", of_page):
        at._run(at._tree.get_widget_states())


@contextmanager
def history_step() -> Iterator[None]:
    """Runs meanwhile are such as Back and Forward in the browser ask for."""
    request = partial(local_script_runner.RerunData, is_history_navigation=True)
    with mock.patch.object(local_script_runner, "RerunData", request):
        yield


def page_of_tick(message: str | bytes) -> str:
    """The page of a browser's message if it is a fragment's tick, else ""."""
    said = BackMsg.FromString(message) if isinstance(message, bytes) else BackMsg()
    return said.rerun_script.page_script_hash if said.rerun_script.is_auto_rerun else ""


def page_of_run(message: str | bytes) -> str:
    """The page of a server's message if it says that a run begins, else ""."""
    said = ForwardMsg.FromString(message) if isinstance(message, bytes) else ForwardMsg()
    return said.new_session.page_script_hash


def address(at: AppTest) -> str | None:
    """What a page writes into the address, None if it has nothing to write it with."""
    bars = [json.loads(one.proto.json) for one in at.get("bidi_component") if one.key == "address"]
    return bars[0]["query"] if bars else None


ALONE = "alone"


def forge(at: AppTest, place: int, kind: str, value: object, id: str) -> None:
    """Say something of one of a page's widgets (under its own `id` if that is ""; in its own kind of
    value if `kind` is ""; whatever is no value of that kind is made one), and the run that follows. As
    the `id` "alone" nothing is said of the others."""
    states = at._tree.get_widget_states()
    mine = {state.id: state for state in states.widgets}
    told = {one.proto.id: None for one in at.get("bidi_component")}
    ids = list(mine | told) or ["none"]
    named = ids[place % len(ids)]
    own = (mine[named].WhichOneof("value") or "string_value") if named in mine else "json_value"
    state = mine.get(named) or states.widgets.add(id=named)
    state.id = named if id in ("", ALONE) else id
    _put(state, kind or own, value)
    at._run(WidgetStates(widgets=[state]) if id == ALONE else states)


def _put(state: WidgetState, kind: str, value: object) -> None:
    text = str(value)
    number = float(value) if isinstance(value, int | float) else float(len(text))
    whole = int(number) if abs(number) < 2.0**62 else len(text)
    if kind.endswith("array_value"):
        made = {"double": number, "int": whole, "string": text}[kind.split("_")[0]]
        getattr(state, kind).data.extend([made] * (abs(whole) % 4))
    elif kind in (
        "file_uploader_state_value",
        "arrow_value",
        "chat_input_value",
        "string_trigger_value",
    ):
        getattr(state, kind).SetInParent()
    else:
        made = {"bool": bool(value), "trigger": bool(value), "double": number, "int": whole}
        made |= {"string": text, "json": text, "bytes": text.encode()}
        setattr(state, kind, made[kind.split("_")[0]])
