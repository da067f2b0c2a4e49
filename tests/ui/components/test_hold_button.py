from streamlit.testing.v1 import AppTest


def test_it_holds_goes_on_or_goes_to_the_end():
    def script():
        import streamlit as st

        from rnnviz.ui.components.hold_button import hold_button

        for key, holds, live in (("a", False, True), ("b", True, True), ("c", True, False)):
            hold_button(key, holds, lambda said: st.session_state.update(said=said), (key,), live)

    page = AppTest.from_function(script).run()
    assert [button.label for button in page.button] == ["Hold", "Follow on", "To the end"]
    assert [bool(button.help) for button in page.button] == [True, True, False]
    page.button[1].click().run()
    assert page.session_state["said"] == "b"
