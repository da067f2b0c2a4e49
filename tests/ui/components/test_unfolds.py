from streamlit.testing.v1 import AppTest

from rnnviz.ui.components.unfolds import unfolds


def script(unfolds):
    import streamlit as st

    with unfolds("folds", "Title") as opened:
        if opened:
            st.write("drawn")


def test_it_says_whether_it_is_open():
    at = AppTest.from_function(script, args=(unfolds,)).run()
    assert not at.exception
    assert [one.label for one in at.expander] == ["Title"]
    assert not at.markdown
    at.session_state["folds"] = True
    at.run()
    assert [one.value for one in at.markdown] == ["drawn"]
