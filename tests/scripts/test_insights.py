"""The walks to what readers are to see: clicks and keys are counted; goals are as they were set."""

from unittest.mock import MagicMock

from scripts.insights import INSIGHTS, Insight, Walk, walked


def test_clicks_and_keys_are_counted():
    def go(walk: Walk) -> None:
        walk.click(MagicMock())
        walk.press("ArrowRight", 8)

    walk, seconds = walked(MagicMock(), Insight("one", "", 1, 10, go))
    assert (walk.clicks, walk.keys) == (1, 8)
    assert seconds >= 0.0


def test_every_insight_has_its_own_name_and_a_goal():
    names = [insight.name for insight in INSIGHTS]
    assert len(set(names)) == len(names)
    assert all(1 <= insight.clicks <= 3 and 5 <= insight.seconds <= 90 for insight in INSIGHTS)
