import json

from hypothesis import given

from fuzz.corpus import NASTY, NOTATIONS, changed


def test_it_holds_what_has_broken_programs_before():
    whole = "".join(NASTY)
    for sign in ("\0", "\ud800", "\u202e", "1e400", "windows10**18", "<script>", "../../", "[[[["):
        assert sign in whole
    assert max(map(len, NASTY)) >= 20_000
    json.dumps(NASTY)


@given(NOTATIONS["runs"])
def test_runs_are_written_nearly_as_they_should_be(text):
    assert text.startswith(("full", "windows", "even", "sliding", "every"))


@given(changed("windows5.h4"))
def test_what_is_changed_is_a_text(text):
    assert isinstance(text, str)
