from support.reader import Reader


def test_the_graph_unfolds_with_the_opened_step_and_edited_weights():
    assert not Reader("app.py", net="srn").has("edges")
    page = Reader("app.py", net="srn", activation="tanh", edges="yes", step="2")
    shown = str(page.figure("edges"))
    assert "at step 2" in shown
    assert "1.99845" in shown
    page.edit(0, 0, **{"W_hh 1": 0.5})
    assert "<b>U1</b> = 0.5" in str(page.figure("edges"))
    page.choose(digits="3")
    assert "1.99845" not in str(page.figure("edges"))
