from support.figure_readers import parsed

from rnnviz.figures.training.echo_cases import MOST_ROWS, by_cases, chance_sum, sentence
from rnnviz.tasks import Echo
from rnnviz.tasks.echo_cases import cases


def test_the_famous_percentages_are_said_as_they_are_known():
    task = Echo()
    assert sentence(task, ()) == (
        "The likelier answer is right in 62.5 % of all steps; −Σ p ln p is 0.6616 nats."
    )
    assert sentence(task, (3,)) == (
        "2 cases, equally likely. In them the likelier answer is right with 62.5 %, 87.5 %: 75 % in "
        "the "
        "mean. −Σ p ln p of each is 0.6616, 0.3768: 0.5192 nats in the mean."
    )
    assert sentence(task, (3, 8)) == (
        "4 cases, equally likely. In them the likelier answer is right with 50 %, twice 75 %, 100 %: "
        "75 % in the mean. −Σ p ln p of each is 0.6931, twice 0.5623, 0.0000: 0.4545 nats in the "
        "mean."
    )


def test_each_probability_stands_as_the_sum_that_it_is():
    task = Echo()
    assert [" ".join(chance_sum(task, (), case)) for case in cases(task, ())] == [
        "0.5 + ½·0.5 − ½·0.25"
    ]
    found = [" ".join(chance_sum(task, (3,), case)) for case in cases(task, (3,))]
    assert found == ["0.5 − ½·0.25", "0.5 + 0.5 − ½·0.25"]
    found = [" ".join(chance_sum(task, (3, 8), case)) for case in cases(task, (3, 8))]
    assert found == ["0.5", "0.5 − 0.25", "0.5 + 0.5", "0.5 + 0.5 − 0.25"]


def test_every_floor_of_the_pair_has_its_table():
    text = parsed(by_cases(Echo())).text
    for said in (
        "0.66 nats: nothing learned",
        "0.52 nats: only lag 3 learned",
        "0.63 nats: only lag 8 learned",
        "0.45 nats: all lags learned",
        "0.5 + 0.5 − ½·0.25 = 87.5 %",
        "1 with 87.5 %",
        "either with 50 %",
        "− 0.875 ln 0.875 − 0.125 ln 0.125 = 0.3768",
        "− 1 ln 1 = 0.0000",
    ):
        assert said in text
    assert "further" not in text


def test_of_many_lags_one_is_learned_after_the_other_and_not_all_is_written_out():
    task = Echo(lags=dict.fromkeys(range(1, 9), 0.05))
    text = parsed(by_cases(task)).text
    assert text.count("nats:") == 9
    assert "247 further floors are made in the same way." in text
    assert f"{256 - MOST_ROWS} further cases" in text
    assert by_cases(task).count("<tr>") == 9 + sum(min(2**n, MOST_ROWS) for n in range(9)) + 3


def test_without_a_lag_there_is_one_floor():
    text = parsed(by_cases(Echo(lags={}))).text
    assert "0.69 nats" in text and "either with 50 %" in text
