from streamlit.testing.v1 import AppTest


def test_a_widget_that_was_replaced_is_not_heard_any_more():
    def script():
        import streamlit as st

        from rnnviz.ui.session.replaced_widget import while_placed

        heard: list[str] = []
        first = while_placed("a place", "first", lambda: heard.append("first"))
        other = while_placed("another", "other", lambda: heard.append("other"))
        first()
        second = while_placed("a place", "second", lambda: heard.append("second"))
        first()  # as when a browser has not heard yet that it has gone
        second()
        other()
        st.write(" ".join(heard))

    assert AppTest.from_function(script).run().markdown[0].value == "first second other"
