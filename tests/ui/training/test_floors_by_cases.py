"""The derivation of the floors on the page Truncate."""

from support.figure_readers import parsed
from support.truncate_page import opened

__all__ = ["opened"]


def cases(at):
    return [one.proto.body for one in at.get("html") if 'class="cases"' in one.proto.body]


def test_the_floors_are_derived_where_it_is_asked_for(opened):
    at = opened()
    assert "Where the floors come from, case by case" in [one.label for one in at.expander]
    assert not cases(at)
    (shown,) = cases(opened(cases="yes"))
    assert "0.4545 nats in the mean" in shown


def test_of_other_lags_and_weights_too(opened):
    (shown,) = cases(opened(cases="yes", lags="2:0.3"))
    assert "0.5 + 0.3 = 80 %" in parsed(shown).text
