"""Each thing that we use of Streamlit beyond its public names, and of AppTest: what it means to us."""

import ast
from concurrent.futures import ThreadPoolExecutor, wait
from inspect import signature
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest
from support import app_test_private

from rnnviz.ui.session import streamlit_private as private

ROOT = Path(__file__).parents[3]
OURS = {
    ROOT / "rnnviz/ui/session/streamlit_private.py",
    ROOT / "rnnviz/ui/session/streamlit_server.py",
    ROOT / "tests/support/app_test_private.py",
    ROOT / "tests/ui/session/test_streamlit_server.py",
    ROOT / "benchmarks/followers.py",  # speaks Streamlit's own protocol, as browsers do
}


class Page:
    """A page that does one thing, what that gave in each run, and what it shows."""

    def __init__(self, act):
        def script(act, found):
            import streamlit as st

            found.append(act(st))

        self.found = []
        self.at = AppTest.from_function(script, args=(act, self.found))
        self.at.run()
        self.well()

    def well(self):
        assert [problem.message for problem in self.at.exception] == []

    def again(self):
        self.at.run()
        self.well()

    def fragments(self):
        app_test_private.run_fragments(self.at)
        self.well()


def test_each_run_is_another_one():
    def act(st):
        inner = []
        st.fragment(lambda: inner.append(private.this_run()))()
        return private.this_run(), *inner

    page = Page(act)
    page.again()
    (one, in_fragment), (other, _) = page.found
    assert one is in_fragment
    assert one is not other
    assert private.this_run() is None


def test_a_run_of_a_fragment_alone_is_one_too():
    seen = []

    def act(st):
        st.fragment(lambda: seen.append((private.this_run(), private.is_fragment_run())))()
        return private.this_run(), private.is_fragment_run()

    page = Page(act)
    page.fragments()
    (run, alone), *more = page.found
    (first, first_alone), (second, second_alone) = seen
    assert more == []
    assert (alone, first_alone, second_alone) == (False, False, True)
    assert run is first
    assert second is not None and second is not first


def test_a_callback_belongs_to_the_run_that_follows():
    heard = []

    def act(st):
        st.text_input("box", key="box", on_change=lambda: heard.append(private.this_run()))
        return private.this_run()

    page = Page(act)
    page.at.text_input(key="box").set_value("a").run()
    page.well()
    assert heard == [page.found[1]]
    assert heard[0] is page.found[1]


def test_back_in_the_browser_is_known():
    page = Page(lambda st: private.is_history_step())
    with app_test_private.history_step():
        page.again()
    page.again()
    assert page.found == [False, True, False]
    assert private.is_history_step() is False


def test_outside_of_a_session_no_fragment_runs():
    assert private.is_fragment_run() is False


def test_a_fragment_is_known_by_its_name():
    def act(st):
        inner = []

        @st.fragment
        def one():
            inner.append(private.current_fragment())

        @st.fragment
        def two():
            inner.append(private.current_fragment())

        one()
        two()
        return [private.current_fragment(), *inner]

    (names,) = Page(act).found
    assert names[0] == ""
    assert "" not in names[1:]
    assert len(set(names)) == 3


@pytest.fixture
def whole(monkeypatch):
    """What is done to sessions, for one test."""
    for name in ("_run_script", "request_rerun"):
        monkeypatch.setattr(private.ScriptRunner, name, getattr(private.ScriptRunner, name))
    intend = private.PagesManager.set_script_intent
    monkeypatch.setattr(private.PagesManager, "set_script_intent", intend)
    private.keep_pages_whole()


def test_a_callback_knows_that_its_page_was_left(whole):
    heard = []

    def act(st):
        st.button("b", key="button", on_click=lambda: heard.append(private.is_of_page_left()))

    page = Page(act)
    for asked, here in (("there", ""), ("here", "here"), ("there", "here")):
        page.at.button(key="button").click()
        app_test_private.run_as_of(page.at, asked, here)
        page.well()
    assert heard == [False, False, True]
    assert private.is_of_page_left() is False


class Pages:
    """The pages of a session."""

    def __init__(self, page):
        self.current_page_script_hash = page

    def set_script_intent(self, page, name):
        self.current_page_script_hash = page


class Runner:
    """What runs a session's pages, as far as ticks meet it."""

    def __init__(self, page="", ending=False, waits=None):
        self._pages_manager = Pages(page)
        self.ending, self.done, self.told = ending, [], []
        self._requests = app_test_private.requests(*([waits] if waits else []))

    def _run_script(self, asked):
        self.done.append(asked)

    def request_rerun(self, asked):
        self.told.append(asked)
        return not self.ending


@pytest.fixture
def runner():
    class Own(Runner):
        pass

    class OwnPages(Pages):
        pass

    private.keep_pages_whole(Own, OwnPages)
    private.keep_pages_whole(Own, OwnPages)  # once more changes nothing
    return Own


request = app_test_private.request


def test_a_tick_of_a_page_that_was_left_is_dropped(runner):
    here = runner("here")
    asked = [
        request("here", "a", tick=True),
        request("", "a", tick=True),
        request("gone", "a", tick=True),
        request("gone"),  # a page
    ]
    for one in asked:
        here._run_script(one)
    assert here.done == [one for one in asked if one is not asked[2]]
    first = runner()  # nothing has run yet
    first._run_script(asked[2])
    assert first.done == [asked[2]]


def test_a_click_in_a_fragment_of_a_page_that_was_left_is_answered_with_the_page_that_is_there(runner):
    here = runner("here")
    here._run_script(request("here", "a"))
    here._run_script(request("gone", "a", kept={"digest"}))
    assert here.done == [request("here", "a"), request("here")]


def test_what_a_browser_has_kept_counts_on_the_page_that_is_there(runner):
    here = runner("here")
    for page in ("here", "gone"):
        here._run_script(request(page, kept={"digest"}))
        here.request_rerun(request(page, kept={"digest"}))
    for heard in (here.done, here.told):
        assert [one.cached_message_hashes for one in heard] == [{"digest"}, set()]


def test_a_tick_to_a_run_that_is_ending_is_dropped_and_all_else_is_run_after_it(runner):
    tick, click = request("a", "b", tick=True), request("a", "b")
    assert [runner().request_rerun(one) for one in (tick, click)] == [True, True]
    assert [runner(ending=True).request_rerun(one) for one in (tick, click)] == [True, False]


@pytest.mark.parametrize(
    ("tick", "waits", "joins"),
    [
        ("here", None, True),
        ("here", "here", True),
        ("here", "next", False),  # it would undo the change of page, which Streamlit joins it with
        ("gone", None, False),
        ("gone", "next", False),
        ("gone", "gone", False),
    ],
)
def test_no_tick_joins_what_is_asked_of_another_page(runner, tick, waits, joins):
    here = runner("here", waits=waits and request(waits))
    asked = request(tick, "a", tick=True)
    assert here.request_rerun(asked) is True
    assert here.told == ([asked] if joins else [])


def test_what_a_browser_only_says_once_more_while_a_run_goes_on_is_left_out(runner, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(private.time, "monotonic", lambda: now[0])
    here = runner("here")
    here._run_script(request("here", said={"text": "old", "cell": "rnn", "go": True}))
    # a run has set the text; the browser, which does not know, says the old one beside a change
    here.request_rerun(request("here", said={"text": "old", "cell": "lstm", "go": True}))
    assert app_test_private.said(here.told[-1]) == {"cell": "lstm", "go": True}
    here._run_script(here.told[-1])
    now[0] = 0.1
    here._run_script(request("here", said={"text": "old", "cell": "rnn"}))
    assert app_test_private.said(here.done[-1]) == {"cell": "rnn"}
    now[0] = 2.0  # by now it has drawn what the run has set: it means what it says
    everything = request("here", said={"text": "old", "cell": "rnn"})
    here._run_script(everything)
    assert here.done[-1] == everything
    # what was gone and is back has not been said before
    here._run_script(request("here", said={"cell": "rnn"}))
    here.request_rerun(request("here", said={"text": "old", "cell": "rnn"}))
    assert app_test_private.said(here.told[-1]) == {"text": "old"}
    # after a run it is what that has brought, and no reason to ask
    brought = request("here", said={"text": "old", "cell": "rnn", "new": "x"})
    here._run_script(brought)
    assert here.done[-1] == brought
    # nothing else has changed: somebody sets back what a run has just set
    here.request_rerun(brought)
    assert here.told[-1] == brought


def test_a_run_begins_when_the_one_that_it_breaks_off_has_ended(monkeypatch):
    under_way, may_end, heard = Event(), Event(), []

    class Own(Runner):
        def _run_script(self, asked):
            heard.append(("begins", asked))
            under_way.set()
            assert may_end.wait(60)
            heard.append(("ends", asked))

    class OwnPages(Pages):
        pass

    private.keep_pages_whole(Own, OwnPages)
    first, second = Own("here"), Own("here")
    second._pages_manager = first._pages_manager  # of the same session
    said = {"text": "old", "cell": "rnn"}
    asked = request("here", said=said), request("here", said=said | {"new": "x"})
    with ThreadPoolExecutor(2) as threads:
        runs = [threads.submit(first._run_script, asked[0])]
        assert under_way.wait(60)
        runs.append(threads.submit(second._run_script, asked[1]))
        wait(runs, timeout=0.2)
        assert [what for what, _ in heard] == ["begins"]
        may_end.set()
        for one in runs:
            one.result(60)
    assert [what for what, _ in heard] == ["begins", "ends"] * 2
    # what it says of a control that it has not named before is why it has broken off the other
    assert app_test_private.said(heard[2][1]) == {"new": "x"}


def test_streamlit_joins_requests_as_if_they_were_of_the_newest_ones_page():
    asked = request("next"), request("here", "a", tick=True)
    assert private._page_asked_for(app_test_private.requests()) == ""
    assert private._page_asked_for(app_test_private.requests(*asked[:1])) == "next"
    assert private._page_asked_for(app_test_private.requests(*asked)) == "here"


def test_a_request_that_breaks_a_run_off_is_known_as_one_of_a_page_left(whole):
    pages = private.PagesManager("app.py")
    pages.set_current_page_script_hash("here")
    seen = []
    for page in ("here", "gone", ""):
        pages.set_script_intent(page, "")
        seen.append(private.is_of_page_left())
    assert seen == [False, True, False]


def test_sessions_are_run_by_what_is_changed_there():
    runs = private.ScriptRunner
    assert list(signature(runs._run_script).parameters) == ["self", "rerun_data"]
    assert list(signature(runs.request_rerun).parameters) == ["self", "rerun_data"]
    intended = list(signature(private.PagesManager.set_script_intent).parameters)
    assert intended == ["self", "page_script_hash", "page_name"]


def test_places_are_sorted_as_they_are_seen():
    def act(st):
        places = [private.next_place()]
        st.text("a")
        places.append(private.next_place())
        with st.container():
            places.append(private.next_place())
            st.text("b")
            places.append(private.next_place())
        places.append(private.next_place())
        with st.sidebar:
            aside = private.next_place()
        return places, aside

    ((places, aside),) = Page(act).found
    assert places == [(0, 0), (0, 1), (0, 1, 0), (0, 1, 1), (0, 2)] == sorted(places)
    assert aside[0] == 1


def test_choices_with_labels_are_found_by_their_keys():
    keys = []

    def act(st):
        st.selectbox("a", [1, 2], key="box", format_func=str)
        st.segmented_control("b", [1, 2], key="pills - and more", format_func=str)
        st.multiselect("c", [1, 2], key="many", format_func=str)
        st.text_input("d", key="text")
        st.toggle("e", key="toggle")
        st.button("f", key="button", on_click=lambda: keys.extend(private.labelled_choices()))

    page = Page(act)
    page.at.button(key="button").click().run()
    page.well()
    assert sorted(keys) == ["box", "many", "pills - and more"]
    assert private.labelled_choices() == []


def test_a_page_is_told_what_a_component_says():
    def act(st):
        part = st.components.v2.component("told", html="<b></b>")
        part(key="part", on_cell_change=lambda: None)
        return st.session_state.part.get("cell")

    page = Page(act)
    (part,) = page.at.get("bidi_component")
    app_test_private.tell(page.at, part.proto.id, cell=[1, 2])
    page.well()
    assert page.found == [None, [1, 2]]
    assert app_test_private.components(page.at) is not None
    other = AppTest.from_function(lambda: None)
    app_test_private.share_components(other, app_test_private.components(page.at))
    assert app_test_private.components(other) is app_test_private.components(page.at)


def test_elements_can_be_walked():
    page = Page(lambda st: st.text_input("box", key="box"))
    assert "box" in [getattr(element, "key", None) for element in app_test_private.elements(page.at)]


def private_uses(path: Path) -> list[str]:
    """What a file uses of Streamlit's inside."""
    tree = ast.parse(path.read_text("utf-8"))
    inside = ("streamlit.runtime", "streamlit.proto", "streamlit.web", "streamlit.elements")
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(module)) if module.startswith(inside):
                found.append(module)
            case ast.Import(names=names):
                found += [name.name for name in names if name.name.startswith(inside)]
            case ast.Attribute(value=ast.Name(id="st" | "at"), attr=name) if name.startswith(
                "_"
            ) and not name.startswith("__"):
                found.append(name)
            case ast.Attribute(value=ast.Attribute(attr="at"), attr=name) if name.startswith("_"):
                found.append(name)
    return found


@pytest.mark.parametrize("folder", ["rnnviz", "pages", "tests", "benchmarks", "scripts"])
def test_nobody_else_reaches_into_streamlit(folder):
    users = [path for path in sorted((ROOT / folder).rglob("*.py")) if private_uses(path)]
    assert [path for path in users if path not in OURS] == []
    for path in (ROOT / "app.py", ROOT / "serve.py"):
        assert private_uses(path) == []


def test_a_session_has_a_name_and_without_a_server_no_browser():
    page = Page(lambda st: private.session_id())
    assert page.found[0]
    assert private.session_id() == ""
    assert private.is_connected("no session") is False


def test_where_a_session_is_connected_from_is_known_where_it_is(monkeypatch):
    assert private.peer() == ""
    assert Page(lambda st: private.peer()).found == [""]  # a page's test has no connection
    found = []

    class Runtime:
        exists = staticmethod(lambda: True)
        instance = classmethod(lambda cls: cls())

        def get_client(self, session):
            return found[-1] if session == "mine" else None

    monkeypatch.setattr(private, "Runtime", Runtime)
    monkeypatch.setattr(private, "session_id", lambda: "mine")
    for client in (None, SimpleNamespace(), SimpleNamespace(client_context=None)):
        found.append(client)
        assert private.peer() == ""
    found.append(SimpleNamespace(client_context=SimpleNamespace(remote_ip="10.1.2.3")))
    assert private.peer() == "10.1.2.3"  # that it is called so, tests/browser/test_owners.py tells


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("number", {"string_value": "x"}),
        ("number", {"double_value": 1e300}),
        ("text", {"int_value": 10**15}),
        ("text", {"bool_value": True}),
        ("pick", {"string_value": "\0"}),
        ("pick", {"bool_value": True}),
        ("box", {"string_value": "x"}),
    ],
)
def test_what_a_browser_cannot_say_of_a_control_is_passed_over(monkeypatch, key, said):
    app_test_private.restore_trust(monkeypatch)
    private.distrust_browsers()

    def act(st):
        return (
            st.number_input("n", 0, 9, 3, key="number"),
            st.text_input("t", "a", key="text"),
            st.segmented_control("p", ("a", "b"), default="b", key="pick"),
            st.checkbox("c", key="box"),
        )

    page = Page(act)
    app_test_private.forge_of(page.at, key, **said)
    page.well()
    assert page.found == [(3, "a", "b", False)] * 2


@pytest.mark.parametrize("id", ["x", "", "\n", "$$"])
def test_what_bears_no_controls_name_is_passed_over(monkeypatch, id):
    app_test_private.restore_trust(monkeypatch)
    private.distrust_browsers()
    page = Page(lambda st: st.radio("r", ("a", "b"), key="pick"))
    app_test_private.forge(page.at, 0, "string_value", "b", id or "alone")
    page.well()
    assert page.found[-1] in ("a", "b")


def test_a_box_for_whole_numbers_is_believed_what_browsers_say_of_it(monkeypatch):
    app_test_private.restore_trust(monkeypatch)
    private.distrust_browsers()
    page = Page(lambda st: (st.number_input("n", 0, 9, 3, key="number"), st.slider("s", 0, 9, 3)))
    app_test_private.forge_of(page.at, "number", int_value=7)
    page.well()
    assert page.found[-1] == (7, 3)


def test_what_a_component_tells_of_a_click_is_heard(monkeypatch):
    app_test_private.restore_trust(monkeypatch)
    private.distrust_browsers()

    def act(st):
        part = st.components.v2.component("pressed", html="<b></b>")
        return part(key="part", on_press_change=lambda: None).press

    page = Page(act)
    (part,) = page.at.get("bidi_component")
    app_test_private.press(page.at, part.proto.id, press="yes")
    page.well()
    assert page.found == [None, "yes"]
