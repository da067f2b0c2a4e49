"""The lectures that come along, scene by scene: each can be opened, and what it says is to be seen."""

import json
import math
from functools import cache

import numpy as np
import pytest
import streamlit as st

from rnnviz.lectures.ready import READY
from rnnviz.training.experiment import Experiment
from rnnviz.training.frame import RunState, RunStatus
from rnnviz.training.race import train
from rnnviz.training.spread import diverged_seeds
from rnnviz.ui.frame import page as frame
from rnnviz.ui.gradients import view
from rnnviz.ui.network import unroll_view
from rnnviz.ui.runs import run_fields
from rnnviz.ui.session import address, sections
from rnnviz.ui.session.pages import PAGES
from rnnviz.ui.sweeps import sweep_settings
from rnnviz.ui.tasks import controls as tasks
from rnnviz.ui.training import echo_race
from rnnviz.ui.vanishing import chain_controls

FILES = {page.word: page.file for page in PAGES if page.in_scenes}
SCENES = [(name, place) for name, lecture in READY.items() for place in range(len(lecture.scenes))]

# what a scene's sentence or notes say and its page shows in the same words
SHOWN = {
    ("recurrence", 0): ["97 %"],
    ("recurrence", 2): ["98 %", "97 %"],
    ("recurrence", 5): ["44", "32"],
    ("recurrence", 6): ["0.65"],
    ("recurrence", 7): ["11 + 7 = 18"],
    ("recurrence", 8): ["> 99 %", "71 %", "11 %", "10 %"],
    ("by-hand", 0): ["12", "32", "30"],
    ("by-hand", 1): ["5.66", "11.31", "22.63"],
    ("by-hand", 2): ["79.20", "1.2·10⁻⁵", "784"],
    ("by-hand", 3): ["16"],
    ("by-hand", 4): ["40"],
    ("by-hand", 5): ["0.04 nats", "0.093", "0.05", "0.032", "0.044"],
    ("by-hand", 6): ["−log 0.965", "0.0354", "−0.035"],
    ("by-hand", 9): ["1.16 of", "cosine 0.60"],
    ("vanishing", 0): ["1.00"],
    ("vanishing", 1): ["0.43"],
    ("vanishing", 2): ["3.6·10⁻⁵", "1.72"],
    ("vanishing", 3): ["1.8·10⁵"],
    ("vanishing", 4): ["1.33", "0.63", "1.22", "2.4·10⁻⁴"],
    ("vanishing", 5): ["1.33", "299", "1.9·10⁻⁴"],
    ("vanishing", 6): ["3.1·10⁻⁴"],
    ("vanishing", 7): ["0.20", "3.7·10⁻¹⁹"],
    ("vanishing", 8): ["7.4·10⁻³"],
    ("truncation", 0): ["0.66", "0.52", "0.45"],
    ("truncation", 1): ["62.5 %", "0.66", "0.52", "0.45"],
    ("gates", 0): ["7.4·10⁻³"],
    ("gates", 2): ["0.49", "−0.43", "0.99", "−0.50", "−0.71", "1.91·10⁻³"],
    ("gates", 3): ["−0.43", "−0.50", "−0.71", "−12.49"],
    ("gates", 4): ["0.40", "1.6·10⁻⁷", "0.82", "5.1·10⁻⁵"],
    ("gates", 5): ["1 % is left after 23 steps"],
    ("shapes", 1): ["1.34", "3.00"],
    ("shapes", 2): ["256", "−0.99"],
    ("shapes", 3): ["9 %", "95 %"],
    ("shapes", 4): ["63.9 %", "99.6 %"],
    ("shapes", 5): ["a large frame in the middle", "51 %"],
    ("shapes", 6): ["1998-03-03"],
    ("shapes", 7): ["2026-07-14"],
    ("shapes", 8): ["75 %", "58 %", "43 %"],
    ("shapes", 9): ["0.11", "0.25"],
}


def everything(page) -> str:
    """All that a page says and draws, as one text."""
    said = [element.value for element in page.at.get("html")]
    for element in page.at.get("bidi_component"):
        sent = json.loads(element.proto.json or "{}")
        said.append(json.dumps(sent, ensure_ascii=False))
        if isinstance(sent, dict) and isinstance(sent.get("figure"), str):
            said.append(json.dumps(json.loads(sent["figure"]), ensure_ascii=False))
    # figures raise their exponents, sentences write them
    return (
        "".join(said).replace("<sup>", "").replace("</sup>", "").replace("%", " %").replace("  %", " %")
    )


@pytest.fixture
def opened(read, tmp_path, monkeypatch):
    """Opens the page of a scene; outside of its app a page has nobody to link to."""
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "store.db"))
    st.cache_resource.clear()  # the server keeps one store open

    def go(scene, alone=False):
        file = FILES[scene.page]
        if alone:  # as it is shown in a lecture
            monkeypatch.setattr(sections, "only", lambda: scene.section)
        monkeypatch.setattr(frame, "PAGES", tuple(one for one in frame.PAGES if one.file == file))
        return read(file, **scene.settings)

    yield go
    st.cache_resource.clear()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "place"), SCENES)
def test_every_scene_opens_without_a_complaint_and_shows_what_it_says(opened, name, place):
    scene = READY[name].scenes[place]
    page = opened(scene)
    assert page.notices == []
    assert page.at.exception == []
    seen = everything(page)
    for words in SHOWN.get((name, place), []):
        assert words in scene.look + scene.notes, words
        assert words in seen, words


@pytest.mark.slow
@pytest.mark.parametrize(("name", "place"), SHOWN)
def test_what_a_scene_says_to_the_class_is_seen_in_its_section_alone(opened, name, place):
    scene = READY[name].scenes[place]
    seen = everything(opened(scene, alone=True))
    for words in SHOWN[name, place]:
        assert words in seen or words not in scene.look, words


def test_the_curve_that_was_sketched_is_the_one_that_the_next_scene_shows(opened):
    question = READY["vanishing"].scenes[0].question
    page = opened(READY["vanishing"].scenes[1])
    (sent,) = (json.loads(e.proto.json) for e in page.at.get("bidi_component") if e.key == "norms")
    (median,) = (line for line in json.loads(sent["figure"])["data"] if line.get("name") == "median")
    shown = median["y"]
    assert len(shown) == question.at + 1
    assert shown == pytest.approx(question.truth[: question.at + 1], abs=6e-5)
    assert shown[-1] == pytest.approx(question.right, abs=0.005)


def fields_of(scene) -> dict[str, address.Field]:
    """The words that a page's address may have."""
    task = scene.settings.get("task") if scene.page == "tasks" else None
    listed = {
        "unroll": unroll_view.FIELDS,
        "backpropagate": view.FIELDS,
        "vanish": chain_controls.FIELDS,
        "truncate": echo_race.FIELDS,
        "phase": sweep_settings.FIELDS,
        "runs": run_fields.FIELDS,
        "tasks": (tasks.task_field(), *tasks.fields_of(task or tasks.task_field().default({}))),
    }[scene.page]
    return {field.name: field for field in listed}


@pytest.mark.parametrize(("name", "place"), SCENES)
def test_the_settings_are_words_of_the_pages_address(name, place):
    scene = READY[name].scenes[place]
    fields = fields_of(scene)
    for word, text in scene.settings.items():
        assert fields[word].write(fields[word].read(text)) == text


@cache
def final(experiment: str) -> tuple[RunState, ...]:
    """The runs of a race at its end."""
    *_, last = train(Experiment.from_json(experiment), every=math.inf)
    return tuple(last.runs)


def of_seeds(run: RunState) -> list[float]:
    """The mean loss of the last tenth of each seed with which a run has not diverged."""
    left = [one.update_losses for one in run.seeds if one.status != RunStatus.DIVERGED]
    return [float(losses[-len(losses) // 10 :].mean()) for losses in left]


def medians(runs: tuple[RunState, ...]) -> list[float]:
    """Where each run of a race ends, in the median of its seeds, as it is drawn."""
    return [float(np.median(of_seeds(run))) for run in runs]


@pytest.fixture
def ends(monkeypatch):
    """Trains the race of a scene as the page would."""

    class State(dict):
        __getattr__ = dict.__getitem__

    def go(name: str, place: int) -> tuple[RunState, ...]:
        scene = READY[name].scenes[place]
        controls = echo_race.RACE if scene.page == "truncate" else tasks.race_of(scene.settings["task"])
        fields = (
            echo_race.FIELDS if scene.page == "truncate" else tasks.fields_of(scene.settings["task"])
        )
        state = State()
        for field in fields:
            asked = scene.settings.get(field.name)
            state[field.key] = field.default(state) if asked is None else field.read(asked)
        monkeypatch.setattr("streamlit.session_state", state)
        return final(controls.experiment().to_json())

    return go


@pytest.mark.slow
def test_the_races_on_truncation_end_as_the_lecture_says(ends):
    four = medians(ends("truncation", 2))
    assert four == pytest.approx([0.52, 0.46, 0.46, 0.515], abs=0.01)
    assert READY["truncation"].scenes[0].question.right == 1  # windows of 10, 16 units
    assert READY["truncation"].scenes[2].question.right == 0  # windows of 5, 16 units
    alone, one, five, ten = medians(ends("truncation", 3))
    assert [alone, five, ten] == pytest.approx([0.52, 0.46, 0.46], abs=0.01)
    assert one > 0.6  # 0.631 to 0.645 on three kinds of processors
    assert medians(ends("truncation", 5)) == pytest.approx([0.46, 0.60], abs=0.01)
    reset = READY["truncation"].scenes[5].question
    assert reset.options[int(reset.right)] == "0.60"
    assert medians(ends("truncation", 6)) == pytest.approx([0.52, 0.46], abs=0.01)
    assert medians(ends("truncation", 7)) == pytest.approx([0.52, 0.46], abs=0.01)
    assert medians(ends("truncation", 8)) == pytest.approx([0.52, 0.52, 0.46], abs=0.01)


@pytest.mark.slow
def test_the_unclipped_run_explodes_when_the_lecture_says(ends):
    exploded, clipped = ends("vanishing", 9)
    (lost,) = diverged_seeds(exploded)
    assert exploded.seeds[lost].diverged_at == READY["vanishing"].scenes[9].question.right
    assert medians((exploded, clipped)) == pytest.approx([0.84, 0.48], abs=0.01)
    assert not diverged_seeds(clipped)


@pytest.mark.slow
def test_tanh_counts_worse_than_gates(ends):
    plain, gru, lstm = medians(ends("gates", 6))
    floor = 0.1302
    # what a training comes to differs a little from machine to machine
    assert floor - 0.005 < min(gru, lstm) <= max(gru, lstm) < floor + 0.025 < floor + 0.04 < plain
