import numpy as np


def test_both_scripts_give_the_states_of_the_page(coded):
    for query in (
        {"text": "hell"},
        {"net": "srn", "text": "1 1; 2 2"},
        {"net": "random", "cell": "gru", "hidden": "4", "text": "abba"},
    ):
        here, (torch, numpy) = coded("app.py", **query)
        states = here.states()
        assert np.allclose(numpy("hidden"), states, atol=2e-4)  # as far as the picture is sent
        assert np.allclose(torch("logits"), numpy("logits"), atol=1e-12)
        assert len(numpy("x")) == states.shape[1]


def test_what_cannot_be_read_leaves_what_could(coded):
    here, scripts = coded("app.py", net="srn", text="1 a")
    assert len(scripts) == 2
    assert not here.at.exception


def test_the_second_text_has_its_code_too(coded):
    here, (torch, _numpy) = coded("app.py", net="random", text="abba", **{"with": "bab"})
    assert torch["pieces"] == list("abba")
    here.at.session_state["code of text"] = True  # in a browser the dialog alone runs again
    here.press("Show the code")
    found = [one.value for one in here.at.get("code") if one.value.startswith("# ")]
    assert all("pieces = ['b', 'a', 'b']" in script for script in found)
