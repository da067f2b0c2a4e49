"""The list as one reader has it."""

from support.own_lists import brought, small, told_loop, trained
from support.runs_page import curves, names, words


def test_an_empty_list_has_what_came_along_until_there_is_something(opened, store):
    assert words(opened()) == ["run.956718c7.1", "run.956718c7.2"]
    brought(store, [1, 2], [0.5, 0.4], "mine")
    assert names(opened()) == ["mine"]


def test_where_nothing_is_chosen_the_newest_of_one_task_are_drawn(opened, store):
    for hidden in range(2, 7):
        trained(store, small(hidden=hidden), frames=1)
    told_loop(store, [0.5], "of no task")
    page = opened()
    assert curves(page) == ["of no task"]
    page = opened(where="kind=run")
    assert len(curves(page)) == 4


def test_seeds_of_several_trainings_are_one_line(opened, store):
    ids = [trained(store, small(seed=seed), title=f"number {seed}") for seed in (0, 1)]
    page = opened(runs=f"run.{ids[0]}.1")
    assert names(page) == ["number 1 · cut every 2, 2 units", "number 1 · cut every 4, 2 units"]
    assert page.data("runs table")["chosen"] == [f"run.{ids[1]}.1"]  # the line's own word
    assert curves(page) == ["number 1 · cut every 2, 2 units"]
