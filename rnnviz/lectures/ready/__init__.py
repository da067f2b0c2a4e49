"""Lectures that come along, by their word in the address."""

from rnnviz.lectures.model import Lecture
from rnnviz.lectures.ready import by_hand, classics, gates, recurrence, shapes, truncation, vanishing

# in the order of a course
READY: dict[str, Lecture] = {
    "recurrence": recurrence.LECTURE,
    "by-hand": by_hand.LECTURE,
    "vanishing": vanishing.LECTURE,
    "truncation": truncation.LECTURE,
    "gates": gates.LECTURE,
    "shapes": shapes.LECTURE,
    "classics": classics.LECTURE,
}
