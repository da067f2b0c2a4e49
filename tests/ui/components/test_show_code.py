"""The dialog is opened here as Streamlit opens it; in a browser it stands in `test_picture_menu.py`."""

from streamlit.testing.v1 import AppTest


def page(code, files=None, problem=""):
    """A page with the button, as a script of its own."""

    def script(code, files, problem):
        from rnnviz.code.script import PageCode, ScriptPart
        from rnnviz.ui.components.show_code import show_code

        def make():
            if problem:
                raise ValueError(problem)
            if not code:
                return None
            parts = [ScriptPart("Says what it does.", code)]
            return PageCode("What it is", parts, parts, files or {})

        show_code("unroll", make)

    at = AppTest.from_function(
        script, kwargs={"code": code, "files": files, "problem": problem}, default_timeout=60
    )
    at.run()
    return at


def opened(*given, **more):
    at = page(*given, **more)
    assert not at.get("code")
    at.button(key="code unroll").click().run()
    assert not at.exception
    return at


def test_the_dialog_has_both_scripts_and_what_they_read():
    at = opened("x = 1", {"network.npz": b"1"})
    sources = [one.value for one in at.get("code")]
    assert len(sources) == 2
    assert all("# Says what it does.\nx = 1" in source for source in sources)
    labels = [one.proto.label for one in at.get("download_button")]
    assert labels == [
        "Save unroll_pytorch.py",
        "Save all of it as unroll.zip",
        "Save unroll_numpy.py",
        "Save all of it as unroll.zip",
        "Save unroll.ipynb",
        "Save all of it as unroll.zip",
    ]
    assert any("network.npz" in one.proto.body for one in at.get("html"))


def test_nothing_is_computed_before_it_opens():
    at = page("", problem="This cannot be.")
    assert not at.get("html")


def test_a_page_that_was_asked_for_opens_with_its_code():
    def script():
        from rnnviz.code.script import PageCode, ScriptPart
        from rnnviz.ui.components.show_code import ask_for_code, show_code

        ask_for_code("vanish")
        parts = [ScriptPart("", "x = 1")]
        for page in ("unroll", "vanish"):
            show_code(page, lambda page=page: PageCode(page, parts, parts))

    at = AppTest.from_function(script, default_timeout=60).run()
    assert {one.value.splitlines()[0] for one in at.get("code")} == {"# vanish"}


def test_what_cannot_be_written_is_said():
    for at, said in (
        (opened("", problem="This cannot be."), "This cannot be."),
        (opened(""), "There is nothing yet"),
    ):
        assert not at.get("code")
        assert any(said in one.proto.body for one in at.get("html"))
