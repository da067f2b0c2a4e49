"""All lines of a list know each other by their words, and what differs between them."""

from support.own_lists import catalogue, small, told_loop, trained

from rnnviz.catalogue import choice
from rnnviz.storage.ownership import MACHINE


def test_lines_are_found_by_each_of_their_words(store):
    one, other = trained(store, small()), trained(store, small(seed=1))
    loop = told_loop(store, [0.5])
    of = catalogue(store)
    every = of.lines(of.entries((MACHINE,)))
    digest = small().digest[:8]
    for word in (f"run.{one}.1", f"run.{other}.1", f"race.{digest}.1"):
        assert every.by_word[word] is every.by_word[f"run.{one}.1"]
    assert every.by_word[f"loop.{loop}"].name == "my loop"
    assert every.names == choice.names_of(every.lines)
    assert list(every.options) == list(choice.options(every.lines, every.names))
