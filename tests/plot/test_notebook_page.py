"""What a notebook's output holds: words that need no script, and figures for Plotly's."""

import json
import re

from rnnviz.plot.loop_pictures import WordedFigure
from rnnviz.plot.notebook_page import in_words, page, plotly_script

FIGURES = [
    WordedFigure(
        {"data": [], "layout": {"height": 330, "title": "</script>"}},
        {"data": [], "layout": {"height": 330, "meta": "dark"}},
        'A "picture" <of> it.',
    )
]


def figures_in(made):
    return json.loads(re.search(r"const figures = (.*)\n", made)[1].replace("<\\/", "</"))


def test_words_are_there_for_who_runs_no_script():
    made = page("one", ["a < b"], FIGURES, None)
    assert "<p style" in made and "a &lt; b" in made
    words = "A &quot;picture&quot; &lt;of&gt; it."
    assert f'role="img" aria-label="{words}" style="min-height:330px">{words}<' in made
    assert in_words(["a < b"], FIGURES) == 'a < b\nA "picture" <of> it.'


def test_both_looks_are_sent_where_the_notebook_decides_and_one_where_somebody_has():
    light, dark = figures_in(page("one", [], FIGURES, None))[0]
    assert (light["layout"]["title"], dark["layout"]["meta"]) == ("</script>", "dark")
    assert [bool(one) for one in figures_in(page("one", [], FIGURES, True))[0]] == [False, True]
    assert [bool(one) for one in figures_in(page("one", [], FIGURES, False))[0]] == [True, False]
    assert "background:" in page("one", [], FIGURES, True)


def test_no_text_ends_the_script():
    assert page("one", [], FIGURES, None).count("</script>") == 1


def test_plotly_comes_along_and_only_where_it_is_not_there_yet():
    script = plotly_script()
    assert script.startswith("<script>if (!window.Plotly) {")
    assert script.count("</script>") == 1
    assert len(script) > 1_000_000
