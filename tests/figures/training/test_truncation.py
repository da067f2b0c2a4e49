import plotly.graph_objects as go
import pytest
from support.effort import cpu_at_most

from rnnviz.figures.training import truncation as figures
from rnnviz.runs.truncation import MOST_STEPS, Truncation


@pytest.mark.parametrize(
    "cut",
    [Truncation.windows(5), Truncation.even(4), Truncation.sliding(3), Truncation.full()],
    ids=str,
)
def test_an_arrow_goes_from_every_loss_as_far_as_it_reaches(cut):
    figure = go.Figure(figures.reach_picture(cut, [3, 8], 20, False))
    below = [note for note in figure.layout.annotations if note.y < -0.5]
    reached = {int(note.ax): int(note.x) for note in below}
    for loss in range(20):
        first = min(step for step in range(20) if cut.reaches(loss, step))
        assert reached.get(loss, loss) == first


def test_the_state_crosses_a_cut_only_if_it_is_carried():
    def crossing(carry):
        figure = figures.reach_picture(Truncation.windows(5), [3], 20, False, carry)
        return sum(1 for note in figure["layout"]["annotations"] if note["y"] == 0.0)

    assert crossing(True) == 19
    assert crossing(False) == 16


def test_the_words_say_how_far_the_arrows_reach():
    said = figures.reach_words(Truncation.windows(5), [3, 8], 20)
    assert "reach back 0 to 4 steps" in said
    assert said.endswith("lag 3: 40 %, lag 8: 0 %")


def test_of_a_readout_alone_the_cut_says_only_when_it_is_updated():
    said = figures.readout_only_sentence
    assert said(Truncation.windows(5)).endswith("there is an update every 5 steps.")
    assert said(Truncation.sliding(3)).endswith("there is an update at every step.")
    assert said(Truncation.full()).endswith("no loss sends gradient to any state.")


def test_six_steps_cut_by_three_in_both_styles():
    """The numbers are counted in the arrows of both pictures."""
    kept = {}
    for cut in (Truncation.windows(3), Truncation.even(3)):
        figure = go.Figure(figures.reach_picture(cut, [], 6, False))
        below = {int(note.ax): int(note.x) for note in figure.layout.annotations if note.y < -0.5}
        kept[str(cut)] = [loss - below.get(loss, loss) + 1 for loss in range(6)]
        assert "losses that reach" not in figure.layout.title.text
        assert "losses that reach" not in figures.reach_words(cut, [], 6)
    assert kept == {"windows(3)": [1, 2, 3, 1, 2, 3], "even(3)": [1, 2, 3, 3, 3, 3]}
    assert figures.two_styles_sentence(6, 3) == (
        "6 steps cut by 3. In windows, as frameworks do it, their losses reach over 1, 2, 3, 1, 2, 3 "
        "steps, their own counted; evenly over 1, 2, 3, 3, 3, 3. So of the 21 pairs of a loss and a "
        "step "
        "before or at it windows keep 12, an even cut 15: who says “cut by 3” has to say in which "
        "style."
    )


@pytest.mark.parametrize("cut", [Truncation.windows, Truncation.even, Truncation.sliding])
def test_the_longest_cut_is_drawn_without_counting_to_it(cut):
    with cpu_at_most(0.5):
        figures.reach_picture(cut(MOST_STEPS), [3, 8], 12, False)
        assert figures.reach_words(cut(MOST_STEPS), [3, 8], 12)
