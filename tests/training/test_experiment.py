"""What an experiment may be: as JSON, with a sentence for everything that cannot be, and its digest."""

import hashlib
import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from support.effort import cpu_at_most
from support.experiment_strategies import refusal, runs

from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import TASKS, Echo
from rnnviz.training.experiment import MOST_SEED, Experiment, explain

FIXTURES = Path(__file__).parents[1] / "fixtures" / "before_the_house"
few = settings(deadline=None, max_examples=100, derandomize=True)


@st.composite
def experiments(draw):
    lags = draw(st.dictionaries(st.integers(0, 1000), st.floats(-0.05, 0.05), max_size=8))
    return Experiment(
        task=Echo(lags=lags, base=draw(st.floats(0.4, 0.6))),
        seed=draw(st.integers(0, 2**64)),
        seeds=draw(st.integers(1, 16)),
        samples=draw(st.integers(1, 10**10)),
        runs=draw(st.lists(runs(), min_size=1, max_size=16)),
    )


@few
@given(experiments())
def test_an_experiment_survives_its_json(experiment):
    text = experiment.to_json()
    back = Experiment.from_json(text)
    assert back == experiment
    assert back.to_json() == text
    assert list(back.task.lags.items()) == list(experiment.task.lags.items())


def test_json_says_what_it_means():
    run = Run(cell="gru", truncation=Truncation(every=3, reach=7), clip_norm=1.0)
    assert json.loads(Experiment(seed=7, samples=100, runs=(run,)).to_json()) == {
        "task": {"name": "echo", "lags": {"3": 0.5, "8": -0.25}, "base": 0.5},
        "seed": 7,
        "samples": 100,
        "runs": [
            {
                "cell": "gru",
                "hidden": 4,
                "layers": 1,
                "truncation": {"every": 3, "reach": 7, "each": False},
                "optimizer": "adagrad",
                "rate": 0.1,
                "batch": 200,
                "carry": True,
                "clip_norm": 1.0,
                "clip_value": None,
            }
        ],
    }


def test_one_seed_is_not_written_and_has_the_digest_that_it_always_had():
    for text in ("{}", '{"seeds": 1}'):
        experiment = Experiment.from_json(text)
        assert "seeds" not in json.loads(experiment.to_json())
        assert "seeds" not in experiment.model_dump(mode="json")
        # taken down before there were seeds
        assert experiment.digest == "89a3df175e52af34699bbafcd382087c6aa257fc323b629817934a6b08ee9755"


def test_several_seeds_are_written_and_make_another_experiment():
    made = [Experiment(seeds=seeds) for seeds in (1, 2, 16)]
    assert [json.loads(one.to_json()).get("seeds") for one in made] == [None, 2, 16]
    assert len({one.digest for one in made}) == 3
    assert Experiment(seed=MOST_SEED - 7, seeds=8).by_seed[-1] == Experiment(seed=MOST_SEED)
    assert [one.seed for one in Experiment(seed=5, seeds=3).by_seed] == [5, 6, 7]
    assert Experiment(seed=5, seeds=3).of_seed(2) == Experiment(seed=7)
    assert Experiment(seeds=3, runs=(Run(), Run())).networks == 6


def test_what_is_left_out_is_as_usual():
    assert Experiment.from_json("{}") == Experiment()
    assert Experiment.from_json('{"task": {}, "runs": [{}]}') == Experiment()
    assert Experiment.from_json('{"task": {"lags": {}}}').task == Echo(lags={})


REFUSED = [  # what is given, and what the sentence says: field, value, what is allowed
    ({"seed": -1}, "seed is -1: ", "greater than or equal to 0"),
    ({"seed": 1.5}, "seed is 1.5: ", "integer"),
    ({"seeds": 17}, "seeds is 17: ", "less than or equal to 16"),
    ({"seeds": 0}, "seeds is 0: ", "greater than or equal to 1"),
    ({"seeds": 2.5}, "seeds is 2.5: ", "integer"),
    ({"seeds": True}, "seeds is True: ", "number"),
    ({"seed": MOST_SEED - 6, "seeds": 8}, "seeds is 8: ", f"the last seed is {MOST_SEED + 1}; allowed"),
    ({"samples": 0}, "samples is 0: ", "greater than or equal to 1"),
    ({"samples": 10**11}, "samples is 100000000000: ", "less than or equal to 10000000000"),
    ({"runs": []}, "runs: ", "at least 1 item"),
    ({"runs": [{}] * 17}, "runs: ", "at most 16 items"),
    ({"task": {"name": "nope"}}, "task: ", "name is 'nope'; allowed are echo"),
    ({"task": {"lags": {"1": 0.5, "2": 0.25}}}, "task: ", "X[t−1] = 1, X[t−2] = 1"),
    ({"task": {"lags": {"-1": 0.1}}}, "task: ", "lag is -1; allowed are whole numbers from 0 to 1000"),
    ({"task": {"name": []}}, "task: ", "name is []; allowed are echo"),
    ({"task": {"lag": {"3": 0.1}}}, "task: ", "echo has no 'lag'; allowed are lags, base"),
    ({"task": {"lags": {"a": 0.1}}}, "task: ", "lag is 'a'; allowed are whole numbers from 0"),
    ({"task": {"lags": {"3.5": 0.1}}}, "task: ", "lag is '3.5'; allowed are whole numbers from 0"),
    ({"task": {"lags": [3]}}, "task: ", "lags are [3]; allowed are steps with a weight each"),
    ({"task": {"lags": {"3": None}}}, "task: ", "weight of lag 3 is None; allowed are numbers"),
    ({"task": {"base": "0.5"}}, "task: ", "base is '0.5'; allowed are numbers"),
    ({"task": 5}, "task is 5: ", "input should be"),
    (
        {"colour": "red"},
        "colour is 'red': ",
        "there is no such field; there are task, seed, seeds, samples, runs",
    ),
]


@pytest.mark.parametrize(("given", "start", "allowed"), REFUSED, ids=str)
def test_what_is_refused_is_explained(given, start, allowed):
    (sentence,) = refusal(given)
    assert sentence.startswith(start)
    assert allowed in sentence
    assert sentence.endswith(".")
    assert not sentence.endswith("..")


def test_every_mistake_has_its_sentence():
    found = refusal({"seed": -1, "samples": 0, "runs": [{"rate": 0.0, "cell": "x"}, {"hidden": 0}]})
    for start in (
        "seed is -1",
        "samples is 0",
        "runs.1.rate is 0.0",
        "runs.1.cell is 'x'",
        "runs.2.hidden is 0",
    ):
        assert sum(sentence.startswith(f"{start}: ") for sentence in found) == 1


@pytest.mark.parametrize("text", ["", "no JSON", "[]", "5"])
def test_what_is_no_experiment_at_all_is_refused_too(text):
    with pytest.raises(ValidationError) as refused:
        Experiment.from_json(text)
    assert explain(refused.value)[0].startswith("experiment")


@pytest.mark.parametrize("lag", [3.7, True])
def test_a_lag_is_not_rounded(lag):
    with pytest.raises(ValidationError, match="lag is"):
        Experiment(task={"lags": {lag: 0.1}})


def test_experiments_and_runs_are_frozen():
    experiment = Experiment()
    for thing, field in ((experiment, "seed"), (experiment.runs[0], "hidden")):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(thing, field, 5)
    assert isinstance(Experiment(runs=[Run()]).runs, tuple)


# -- what tells it from others -----------------------------------------------------------------------


def shuffled(value):
    """The same JSON with all keys in another order."""
    if isinstance(value, dict):
        return {name: shuffled(value[name]) for name in reversed(value)}
    return [shuffled(part) for part in value] if isinstance(value, list) else value


@few
@given(experiments())
def test_the_order_of_settings_makes_no_other_experiment(experiment):
    written = json.loads(experiment.to_json())
    again = Experiment.from_json(json.dumps(shuffled(written)))
    assert again.digest == experiment.digest
    assert again == experiment


def test_what_is_left_out_makes_no_other_experiment():
    for text in (
        "{}",
        '{"task": {}, "runs": [{}]}',
        '{"runs": [{"truncation": {"every": 5, "reach": 5}}]}',
    ):
        assert Experiment.from_json(text).digest == Experiment().digest


def test_a_setting_that_is_added_later_makes_no_other_experiment():
    class LaterRun(Run):
        colour: str = "red"

    class Later(Experiment):
        runs: tuple[LaterRun, ...] = (LaterRun(),)
        weather: str = "fine"

    for experiment in (Experiment(), Experiment(seed=4, runs=(Run(hidden=3), Run(cell="gru")))):
        later = Later.from_json(experiment.to_json())
        assert later.to_json() != experiment.to_json()
        assert later.digest == experiment.digest
    assert Later(weather="foul").digest != Later().digest
    assert Later(runs=(LaterRun(colour="blue"),)).digest != Later().digest


OTHERS = [
    {"seed": 1},
    {"samples": 999_999},
    {"task": Echo(lags={3: 0.5})},
    {"task": Echo(base=0.4)},
    {"task": {"name": "forecast"}},
    {"runs": (Run(), Run())},
    {"runs": (Run(hidden=5),)},
    {"runs": (Run(truncation=Truncation.even(5)),)},
    {"runs": (Run(truncation=Truncation.full()),)},
    {"runs": (Run(clip_norm=1.0),)},
]


def test_any_other_setting_makes_another_experiment():
    found = [Experiment(), *(Experiment(**other) for other in OTHERS)]
    assert len({one.digest for one in found}) == len(found)
    assert (
        Experiment(runs=(Run(hidden=3), Run())).digest != Experiment(runs=(Run(), Run(hidden=3))).digest
    )


def test_what_is_usual_stays_so(monkeypatch):
    """Stores have these digests: who changes a default makes other experiments of those they hold."""
    assert Experiment().digest[:16] == "89a3df175e52af34"
    # data of one's own lie beside it
    monkeypatch.setenv("RNNVIZ_STORE", str(FIXTURES / "store.sqlite"))
    stored = json.loads((FIXTURES / "experiments.json").read_text("utf-8"))
    digests = "".join(Experiment.from_json(text).digest for text in stored)
    assert hashlib.sha256(digests.encode()).hexdigest()[:16] == "cd9b780e993c54e8"


def test_a_byte_order_mark_before_an_experiment_does_no_harm():
    made = Experiment(seed=3)
    assert Experiment.from_json("\ufeff" + made.to_json()) == made


@pytest.mark.parametrize("name", ["seed", "samples"])
def test_true_is_no_number(name):
    with pytest.raises(ValidationError):
        Experiment(**{name: True})


@pytest.mark.parametrize(
    "name",
    ["hidden", "layers", "rate", "batch", "clip_norm", "clip_value", "embedding", "delay", "forcing"],
)
@pytest.mark.parametrize("value", [True, float("nan"), -1, "x", [1], 1e400])
def test_what_is_no_number_is_no_setting_of_a_run(name, value):
    with pytest.raises(ValidationError):
        Run(**{name: value})


HUGE = 10**18
# a reading is a word for a way of reading, and asked only of a text of one's own
WORDS_FOR_WAYS = {"reading"}


def numbers_of(kind):
    """The fields of a dataclass or model that are numbers as they are usually."""
    made = kind()
    names = kind.model_fields if hasattr(kind, "model_fields") else [one.name for one in fields(kind)]
    usual = {name: getattr(made, name) for name in names}
    return [
        name
        for name, value in usual.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and name not in WORDS_FOR_WAYS
    ]


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in (Run, *TASKS.values()) for name in numbers_of(kind)],
)
def test_every_number_of_a_run_and_of_a_task_has_a_bound(kind, name):
    with cpu_at_most(0.1), pytest.raises(ValueError, match=r"allowed|less than|stay from 0 to 1"):
        kind(**{name: type(getattr(kind(), name))(HUGE)})


def test_every_number_of_an_experiment_has_a_bound():
    assert Experiment(seed=2**128 - 1).seed == 2**128 - 1  # as much as NumPy draws for one
    for asked in ({"seed": 2**128}, {"samples": HUGE}, {"runs": [Run()] * 17}):
        with pytest.raises(ValidationError):
            Experiment(**asked)
