import pytest

from rnnviz.server import wrong_codes
from rnnviz.server.rates import Tally
from rnnviz.settings.settings import Settings
from rnnviz.text.message import Refusal


def test_who_guesses_has_to_wait_and_others_do_not(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(wrong_codes, "_wrong", Tally(600, lambda: now[0]))
    few = Settings.model_construct(wrong_codes_of_address=2)
    monkeypatch.setattr(wrong_codes, "current", lambda: few)
    for last in "12":
        wrong_codes.check("2001:db8::1")
        wrong_codes.note(f"2001:db8::{last}")
    with pytest.raises(Refusal, match="Wait up to 10 minutes"):
        wrong_codes.check("2001:db8::3")
    wrong_codes.check("10.0.0.1")
    now[0] = 600.0
    wrong_codes.check("2001:db8::3")
