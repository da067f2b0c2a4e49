from streamlit.testing.v1 import AppTest


def test_its_end_follows_the_loop_and_every_other_place_holds_a_moment():
    def script():
        from types import SimpleNamespace

        import streamlit as st

        from rnnviz.ui.network.loop_slider import loop_slider

        heads = [SimpleNamespace(number=k, call=1000 * k) for k in (2, 5, 9)]
        held = st.session_state.get("held")
        shown = next(head for head in reversed(heads) if held is None or head.number <= held)
        loop = SimpleNamespace(id="a loop")
        loop_slider("here", loop, heads, shown, held is not None, "held")
        loop_slider("there", loop, heads[:1], heads[0], False, "held")  # nothing to choose from

    page = AppTest.from_function(script).run()
    (slider,) = page.select_slider
    assert slider.options == ["2,000", "5,000", "9,000"]
    assert slider.value == 9
    slider.set_value(5).run()
    assert page.session_state["held"] == 5
    assert page.select_slider[0].value == 5
    page.select_slider[0].set_value(9).run()
    assert page.session_state["held"] is None
