"""A training as a report."""

import html
import re

import pytest
from support.exported import MADE, trained

from rnnviz.exports.report import report
from rnnviz.exports.report_race import race_report, seen
from rnnviz.text.message import Refusal


def test_a_report_has_the_title_the_settings_and_what_came_of_it(store):
    id = trained(store, MADE["echo"](), title="<i>mine</i>")
    text = report(store, id)
    own = text[: text.index("<script>")]
    assert '<p class="over">&lt;i&gt;mine&lt;/i&gt;</p>' in own
    (title,) = re.findall(r"<h1>(.*)</h1>", own)
    found = seen(race_report(store, id))
    assert [html.unescape(title), html.unescape(own).count(f"<p>{found[1]}</p>")] == [found[0], 1]
    assert "Each run sees 4,000 samples, drawn with seed 0." in own
    assert "Started on 20" in own
    assert own.count("<figure>") == 7
    assert "&quot;samples&quot;: 4000" in own
    assert text.count("plotly.js v") == 1 or text.count("Plotly") > 10


def test_one_without_a_name_is_called_by_its_task(store):
    id = trained(store, MADE["addition"](), title="")
    assert "A training of Addition</" in report(store, id)


def test_before_the_first_frame_there_is_nothing_to_report(store):
    id = store.add(MADE["echo"]())
    with pytest.raises(Refusal, match="has not begun"):
        report(store, id)
