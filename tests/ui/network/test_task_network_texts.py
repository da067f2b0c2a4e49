"""What is said of networks of Tasks and Truncate, and what stands in for a text."""

from rnnviz.runs.run import Run
from rnnviz.tasks import Echo, Hello, Translate
from rnnviz.ui.network.task_network_texts import example_of, late, of_echo


def test_an_answer_that_comes_late_is_said():
    assert "1 step late" in late(1)
    assert "3 steps late" in late(3)
    assert "late" not in late(0)


def test_of_echo_its_lags_are_said_and_a_state_that_was_reset():
    assert "3, 8" in of_echo(Echo(), Run())
    assert "reset every 5 steps" in of_echo(Echo(), Run(carry=False))
    assert "reset" not in of_echo(Echo(), Run())


def test_an_example_has_only_tokens_that_the_network_knows():
    assert example_of(Hello(), "", "characters", ("h", "e", "l", "o")) == "hello"
    assert example_of(Hello(), "", "characters", tuple("abcdefgh")) == "cdefg"
    assert example_of(Translate(), "decoder", "characters", None) == "1998-03-03"
    assert set(example_of(Echo(), "", "bits", None)) == {"0", "1"}
