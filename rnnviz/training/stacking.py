"""Which learners are trained in the calls of one."""

from collections.abc import Sequence

from rnnviz.training.learner import Learner


def stacked(learners: Sequence[Learner]) -> list[Learner]:
    """What is to be advanced, so that all of the learners are: each by itself."""
    return list(learners)
