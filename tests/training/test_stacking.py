"""Which learners are trained together."""

from support.small_races import make

from rnnviz.training.race import learners
from rnnviz.training.stacking import stacked


def test_every_learner_occurs_once():
    made = learners(make({}, {"hidden": 3}))
    assert stacked(made) == made
