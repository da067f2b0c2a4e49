from streamlit.testing.v1 import AppTest

from rnnviz.ui.tasks.shape_uses import shape_uses


def script(shape_uses):
    shape_uses()


def test_every_shape_has_its_line():
    at = AppTest.from_function(script, args=(shape_uses,)).run()
    assert not at.exception
    assert [one.label for one in at.expander] == ["What each shape is used for"]
    (shown,) = (one.proto.body for one in at.get("html"))
    assert shown.count("<li>") == 4
