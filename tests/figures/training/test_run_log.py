"""The log of a run as HTML: line for line what the original prints."""

import re

from support.figure_readers import parsed

from rnnviz.figures.training.run_log import run_log

SUM = {
    "update": 3000,
    "loss": 1.0,
    "mean": 1.0,
    "smooth": 1.0,
    "error": 3.72191702,
    "predicted": [1, 1, 0, 1, 1, 1, 1, 1],
    "true": [0, 1, 0, 0, 1, 1, 0, 1],
    "first": 4,
    "second": 73,
    "sum": 223,
}


def rows(html):
    """The cells of each row of the table, its heads first."""
    found = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in found]
    return [[parsed(cell).text for cell in row] for row in cells]


def entries(html):
    """The words of each line and what they say, where a line is several."""
    return [
        {
            parsed(head).text: parsed(said).text
            for head, said in re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", one, re.DOTALL)
        }
        for one in re.findall(r"<dl>(.*?)</dl>", html, re.DOTALL)
    ]


def test_a_sum_is_printed_as_the_original_does():
    right = SUM | {"update": 6000, "first": 81, "second": 0, "sum": 81}
    newest, older = entries(run_log("sigmoid, 16 units", "addition", [SUM, right], 1000))
    assert older == {
        "update": "3,000",
        "error": "3.72191702",
        "prediction": "[1 1 0 1 1 1 1 1]",
        "truth": "[0 1 0 0 1 1 0 1]",
        "the sum": "4 + 73 = 223 ✗",
    }
    assert newest["update"] == "6,000"
    assert newest["the sum"] == "81 + 0 = 81 ✓"


def test_an_epoch_has_its_perplexity():
    line = {"update": 1, "loss": 2.9, "mean": 2.944, "smooth": 2.94}
    assert rows(run_log("a", "words", [line], 2))[1] == ["2", "2.9440", "18.99"]
    heads, first = rows(run_log("a", "words", [line], 2, per_epoch=2.0))
    assert (heads[0], first[0]) == ("epoch", "1")


def test_the_cost_of_pairs_and_what_each_is_answered_with():
    line = {"update": 199, "loss": 0.0166769, "answers": [["man", "women"], ["up", "<b>"]]}
    (found,) = entries(run_log("a", "translate", [line], 100, per_epoch=1.0))
    assert found == {"epoch": "200", "cost (nats)": "0.016677", "answers": "man → women, up → <b>"}


def test_an_echo_has_its_mean_loss_and_what_was_right_last():
    line = {"update": 999, "loss": 0.5, "mean": 0.58993, "right": 0.724}
    found = rows(run_log("a", "echo", [line], 1000, per_epoch=1000.0))
    assert found == [["epoch", "mean loss (nats)", "right, last update"], ["1", "0.5899", "72.4 %"]]


def test_a_sample_is_text_whatever_stands_in_it():
    line = {"update": 100, "loss": 64.1, "mean": 2.5, "smooth": 64.12373, "sample": "<b>x\n"}
    html = run_log("a & b", "characters", [line], 100)
    assert "<pre>&lt;b&gt;x\n</pre>" in html
    assert "Log of a &amp; b, a line every 100 updates" in html
    (found,) = entries(html)
    assert (found["loss"], found["smoothed loss"]) == ("64.1000", "64.1237")


def test_hello_has_its_ids_and_letters():
    line = {"update": 14, "loss": 0.007, "mean": 0.007, "smooth": 1.0, "ids": [3, 1], "answer": "oh"}
    html = run_log("a", "hello", [line], 1)
    assert rows(html)[1] == ["15", "0.007", "[3 1]", "oh"]
    assert "Log of a, a line every update, the newest first" in html


def test_without_lines_there_is_nothing():
    assert run_log("a", "addition", [], 1000) == ""
