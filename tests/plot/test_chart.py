import plotly.graph_objects as go

from rnnviz.figures.base import plotly
from rnnviz.plot.chart import LINE, LINE_HEIGHT, chart


def drawn(title, **more):
    line = plotly.line([1, 2], [3.0, 4.0], plotly.pen("#000000", 1), hovertemplate="%{y:digits}")
    return plotly.figure([line], title, False, 300, **more)


def test_it_is_a_figure_of_plotly_s_with_hovers_that_it_can_write():
    made = chart(drawn("short"))
    assert isinstance(made, go.Figure)
    assert made.data[0].hovertemplate == "%{customdata[0]}"
    assert (made.layout.height, made.layout.title.text) == (300, "short")
    assert chart(drawn("short"), dark=True).layout.paper_bgcolor != made.layout.paper_bgcolor


def test_a_long_title_stands_on_several_lines_and_its_tags_stay_whole():
    title = " ".join(["every<sub>t a</sub>"] * 40)
    made = chart(drawn(title))
    lines = made.layout.title.text.split("<br>")
    assert len(lines) > 1
    assert all(line.count("<sub>") == line.count("</sub>") for line in lines)
    assert "".join(made.layout.title.text.split("<br>")).replace(" ", "") == title.replace(" ", "")
    assert made.layout.height == 300 + LINE_HEIGHT * (len(lines) - 1)
    assert max(map(len, lines)) < 4 * LINE
