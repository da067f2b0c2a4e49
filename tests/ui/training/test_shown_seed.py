"""With which of its seeds each run of a race is shown."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from support.figure_readers import parsed
from support.own_race import OwnRace

from rnnviz.runs.run import Run
from rnnviz.training.experiment import MOST_SEEDS, Experiment
from rnnviz.ui.training import echo_pictures
from rnnviz.ui.training.race_view import Asked, look_at
from rnnviz.ui.training.shown_seed import (
    asked_seed,
    of_seed,
    seed_field,
    seed_of,
    seeds_piece,
    sentence,
    shown_seed,
)

RUNS = (Run(hidden=3, batch=20), Run(hidden=4, batch=20))
SEVERAL = Experiment(samples=100_000, runs=RUNS, seed=5, seeds=3)


def seen(store, experiment, seed=None, steps=4):
    race = OwnRace(store, experiment)
    if steps:
        race.advance(steps)
    asked = Asked("truncate", race.id, "en", False, False, False, False, seed=seed)
    return look_at(store, race.row, experiment, asked)


def test_the_median_is_shown_unless_another_is_chosen(store):
    view = seen(store, SEVERAL)
    for place, run in enumerate(view.moment.runs):
        losses = [one.loss for one in run.seeds]
        middle = 5 + int(np.argsort(losses)[1])
        assert shown_seed(view, place) == middle
        assert seed_of(view, place) == f"seed {middle}"
        assert f"seed {middle} of {view.names[place]}" in sentence(view)
    middles = ", ".join(f"seed {shown_seed(view, place)} of run {place + 1}" for place in (0, 1))
    text = parsed(seeds_piece(view)["seeds"].data).text
    assert f"the median of 3 seeds: {middles}." in text
    assert "The bands of the losses hold all seeds" in text


def test_another_one_is_chosen(store):
    view = seen(store, SEVERAL, seed=2)
    assert [shown_seed(view, place) for place in (0, 1)] == [7, 7]
    assert "those of seed 7, one of 3" in sentence(view)
    assert "seed 7, one of 3" in seeds_piece(view)["seeds"].data
    for place, run in enumerate(view.moment.runs):
        chosen = view.shown.exact(place).parameters
        for name, array in run.seeds[2].parameters.items():
            np.testing.assert_array_equal(chosen[name], array)


def test_before_a_training_it_is_the_first(store):
    view = seen(store, SEVERAL, steps=0)
    assert shown_seed(view, 1) == 5
    assert "seed 5, one of 3" in sentence(view)


def test_a_seed_that_there_is_not_is_the_median(store):
    assert seen(store, SEVERAL, seed=9).seed is None


def test_titles_and_words_of_pictures_say_it(store):
    view = seen(store, SEVERAL)
    figure = {"data": [], "layout": {"title": {"text": "Reach"}}}
    drawn, words = of_seed(figure, "Words.", view)
    assert drawn["layout"]["title"]["text"] == "Reach · median of 3 seeds"
    assert words == f"Words. {sentence(view)}"
    assert figure["layout"]["title"]["text"] == "Reach"
    assert of_seed(figure, "Words.", seen(store, SEVERAL, 1))[0]["layout"]["title"]["text"].endswith(
        "seed 6 of 3"
    )


def test_nothing_is_said_of_one_seed(store):
    view = seen(store, SEVERAL.model_copy(update={"seeds": 1}))
    figure = {"data": [], "layout": {"title": {"text": "Reach"}}}
    assert of_seed(figure, "Words.", view) == (figure, "Words.")
    assert seeds_piece(view) == {}
    assert seed_of(view, 0) == ""
    assert "seeds" not in echo_pictures.echo_pictures(view)


def test_all_pictures_of_networks_are_of_the_chosen_seed(store):
    race = OwnRace(store, SEVERAL)
    row = race.advance(4)
    drawn = []
    for seed in (None, 0, 1, 2):
        asked = Asked("truncate", race.id, "en", False, False, False, False, seed=seed)
        drawn.append(echo_pictures.echo_pictures(look_at(store, row, SEVERAL, asked)))
    of_networks = ("states", "probabilities", "step_losses", "gradients", "recall", "table", "matrices")
    for name in (*of_networks, "norms"):
        assert len({one[name].stamp for one in drawn[1:]}) == 3, name
    for name in ("losses", "runs"):
        assert len({one[name].stamp for one in drawn}) == 1, name


def test_the_field_reads_what_it_writes():
    field = seed_field("key")
    assert asked_seed(field.default({})) is None
    assert [asked_seed(field.read(str(seed))) for seed in range(MOST_SEEDS)] == list(range(MOST_SEEDS))
    for wrong in (str(MOST_SEEDS), "-1", "x"):
        with pytest.raises(ValueError, match="0"):
            field.read(wrong)


def test_the_control_offers_the_seeds_by_their_numbers():
    def script():
        import streamlit as st

        from rnnviz.training.experiment import Experiment
        from rnnviz.ui.training.shown_seed import choose_seed

        st.session_state.setdefault("shown", "12")
        choose_seed(Experiment(seed=5, seeds=3), "shown")

    at = AppTest.from_function(script).run()
    box = at.selectbox(key="shown")
    assert box.options == ["the median", "seed 5", "seed 6", "seed 7"]
    assert box.value == ""  # there is no thirteenth seed
    assert box.select("2").run().session_state["shown"] == "2"
