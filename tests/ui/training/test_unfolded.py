from streamlit.testing.v1 import AppTest

from rnnviz.ui.training.unfolded import unfolded


def script(unfolded):
    import streamlit as st

    unfolded("folds", "Title", st.write, "drawn")


def test_what_is_folded_is_not_drawn():
    at = AppTest.from_function(script, args=(unfolded,)).run()
    assert not at.exception
    assert [one.label for one in at.expander] == ["Title"]
    assert not at.markdown
    at.session_state["folds"] = True
    at.run()
    assert [one.value for one in at.markdown] == ["drawn"]
