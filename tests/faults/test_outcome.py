import pytest

from faults.outcome import Outcome, timed, until


def test_what_did_not_hold_is_said_once():
    found = Outcome("a fault", "it holds")
    assert found.note(True)
    assert found.is_well
    for _ in range(2):
        assert not found.note(False, "It did not.")
    assert (found.tried, found.held, found.broken) == (3, 1, ["It did not."])
    assert not found.is_well


def test_how_long_it_took_is_kept_also_where_it_breaks_off():
    found = Outcome("a fault", "it holds")
    with pytest.raises(ZeroDivisionError), timed(found):
        1 / 0  # noqa: B018
    assert found.seconds > 0.0


def test_what_does_not_happen_is_no_wait_without_an_end():
    assert until(lambda: 3) == 3
    with pytest.raises(TimeoutError):
        until(lambda: 0, 0.01)
