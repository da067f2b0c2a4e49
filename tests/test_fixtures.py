"""What earlier versions have made still opens, and says what it said.

How the files were made stands in the README.md of each folder of `fixtures`. What pages got since the
first of them stands in the tables `SINCE` and `NEW_...`; a new field, example or task is added there,
once for all versions.
"""

import json
import re
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from unittest import mock

import pytest
import streamlit as st
from support.kept_addresses import (
    OF_THE_FILE,
    PAGES,
    fields_of,
    notices,
    opened,
    read_by_fields,
    task_of,
    visited,
)
from support.kept_files import (
    alike,
    datasets_read,
    experiment_read,
    lecture_read,
    listed,
    networks_read,
)
from support.kept_stores import goes_on, since_read, store_read

from rnnviz.experiments import supervisor
from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.phase import GoTo
from rnnviz.server.browser_secret import NAME
from rnnviz.storage.migrations import MIGRATIONS
from rnnviz.storage.ownership import MACHINE
from rnnviz.ui.session import browser
from rnnviz.ui.tasks import controls
from rnnviz.ui.training.pace import USUAL

FIXTURES = Path(__file__).parent / "fixtures"
WAITS = {"en": "Until then it waits.", "zh": "在此之前它等待。"}

# fields that there were not yet at first: in an older address they stand as usual
_STARTS = {"start": "uniform", "forget": 0.0, "vectors": 0}
_STARTS |= {"first": "zeros", "first_seed": 0, "first_numbers": "", "first_text": ""}
_HELD = {"frame": None}
_SEEDS = {"seeds": 1, "shown": ""}  # those of every task, too
# in the list of those that there are
NEW_SCENES = re.compile(
    r", (c beyond ±1|another h₀, another text|digits that rounding hides"
    r"|the formula, term by term|tanh at its ends)"
)
NEW_TASKS = re.compile(r"labelling, ")
_UNFOLDED = dict.fromkeys(("loss", "slope", "depth", "rows", "names", "graph", "formula"), False)
_EXACT = {"training": ""}  # the very training that a link names
_CHOSEN = {"axis": "log", "parameter": "whh", "as": "row", "batch": "", "terms": 5, "curve": "own"}
SINCE = {
    "unroll": _STARTS | _HELD,
    "backpropagate": _STARTS | _HELD | _UNFOLDED | _CHOSEN,
    "vanish": {
        **{"fixed": False, "bound": False, "slope": False, "curve": "own"},
        **{"net": "english-lstm", "row": 0, "block": 0},
    },
    "truncate": {
        **{"cases": False, "styles": False, "batches": False, "epoch": 0},
        **{"bits": "", "capacity": False},
        **_SEEDS,
        **_EXACT,
    },
}
SINCE_OF_TASK = {
    "addition": {"generator": "sfc64"},
    "characters": {"rows": "ring", "batches": False},
    "words": {"text": "own", "distance": 10, "upto": False, "rows": "ring", "batches": False},
    "sentiment": {"rows": 2000, "take": "evenly", "stops": False, "epochs": False},
    "execute": {"kind": "all"},
    "translate": {"padded": False, "epochs": False, "fed": "own"},
}


@dataclass(frozen=True)
class Version:
    """An earlier version whose files are kept: what it had already of what the first had not."""

    name: str  # of its folder
    had: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # fields, by their page
    # what is written otherwise today in the sentences that a page says, by what it is then
    reworded: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self):
        return FIXTURES / self.name

    def read(self, name):
        """One of its JSON files."""
        return _read(self.folder / f"{name}.json")

    @property
    def expected(self):
        return self.read("expected")

    def since(self, page, asked):
        """The fields of a page that its addresses do not know, and how they stand then."""
        if page == "tasks":
            return _SEEDS | _EXACT | ({} if page in self.had else SINCE_OF_TASK.get(task_of(asked), {}))
        had = self.had.get(page, ())
        return {name: usual for name, usual in SINCE.get(page, {}).items() if name not in had}

    def said(self, sentence):
        """A sentence as this version said it."""
        for words, then in ({NEW_SCENES: "", NEW_TASKS: ""} | OTHER_BOUNDS | self.reworded).items():
            sentence = re.sub(words, then, sentence)
        return sentence


# what is allowed now, and what was then, or how it was written
OTHER_BOUNDS = {
    **{"from 1 to 16": "from 4 to 16", "from 0 to 100000000": "from 0 to 1e+08"},
    "half, network, own": "half, own",
    ", race.DIGEST.NUMBER for the newest one with the same settings": "",
}


@cache
def _read(file):
    return json.loads(file.read_text("utf-8"))


FIRST = Version(
    "before_the_house",
    reworded={
        r"(is the first letter still there\?|open gates keep the first letter), ": "",
        "no example “": "no scene “",  # what one can try was called as a lecture's scenes are
    },
)
STORY = Version(
    "before_the_story",
    had={"unroll": ("start", "forget"), "backpropagate": ("start", "forget"), "vanish": ("fixed",)},
)
# what even the newest of them had not
NEWEST = {
    "unroll": tuple(_HELD),
    "backpropagate": tuple(_HELD),
    "truncate": ("bits", "capacity", *_SEEDS, *_EXACT),
    "vanish": ("net", "row", "block"),
}
SETTINGS = Version(
    "before_the_settings",
    had={
        page: tuple(name for name in fields if name not in NEWEST.get(page, ()))
        for page, fields in SINCE.items()
    }
    | {"tasks": ()},
)
VERSIONS = (FIRST, STORY, SETTINGS)
each_version = pytest.mark.parametrize("version", VERSIONS, ids=str)


def each(name):
    """A mark: a test for each part of one of the files of each version."""
    parts = [(version, place) for version in VERSIONS for place in range(len(version.read(name)))]
    return pytest.mark.parametrize(
        ("version", "place"), parts, ids=[_named(version.read(name)[place]) for version, place in parts]
    )


def _named(one):
    if isinstance(one, str):
        return None
    return f"{one['page']}?{'&'.join(f'{k}={v}' for k, v in one['query'].items())}"[:60]


@pytest.fixture
def version():
    return STORY


@pytest.fixture
def folder(version, tmp_path, monkeypatch):
    """A copy of the folder with the stores and datasets, as the one that the program uses."""
    copied = tmp_path / "kept"
    shutil.copytree(version.folder, copied)
    monkeypatch.setenv("RNNVIZ_STORE", str(copied / "store.sqlite"))
    monkeypatch.setattr(supervisor, "tend", lambda store: None)  # nobody buries workers meanwhile
    st.cache_resource.clear()  # the server keeps one store open
    st.cache_data.clear()
    yield copied
    st.cache_resource.clear()


@pytest.fixture
def owned(version):
    """As in the browser that has begun a lecture and a training."""
    cookies = {NAME: version.expected["keys"]["browser"]}
    with (
        mock.patch.object(type(st.context), "cookies", cookies),
        mock.patch.object(browser, "has_one_owner", return_value=False),
    ):
        yield


def give_back(version, folder):
    """Let what browsers had made be theirs again: today all that is older is the machine's user's, who
    reads in these tests."""
    with closing(Store(folder / "store.sqlite")) as store:
        for id, owner in version.expected.get("since", {}).get("owners", {}).items():
            store.rows("UPDATE experiments SET owner = ? WHERE id = ?", owner, id)


@each_version
def test_the_store_is_read_as_before(version, folder):
    found = listed(store_read(folder / "store.sqlite"))
    expected = listed(version.expected["store"])
    assert len(found["experiments"]) == len(expected["experiments"])
    for one, wanted in zip(found["experiments"], expected["experiments"], strict=True):
        if wanted["en"].endswith(WAITS["en"]):  # of which only the end came out in Chinese
            assert one.pop("zh").endswith(WAITS["zh"])
            del wanted["zh"]
        else:  # nothing stands between two sentences of Chinese, where a blank did
            wanted["zh"] = wanted["zh"].replace("。 ", "。")
        alike(one, wanted, wanted["title"])
    alike(found, expected)


@pytest.mark.parametrize(
    ("version", "schema"),
    [(version, schema) for version in VERSIONS for schema in version.expected["versions"]],
    ids=str,
)
def test_the_stores_of_all_earlier_schemas_open(version, schema, folder):
    found = listed(store_read(folder / f"version{schema}.sqlite"))
    alike(found, version.expected["versions"][schema])


@each_version
def test_a_stored_training_goes_on(version, folder):
    found = listed(goes_on(folder / "store.sqlite", version.expected["keys"]["stopped"]))
    wanted = version.expected["goes on"]
    assert (found["status"], found["samples"]) == (wanted["status"], wanted["samples"])
    for (updates, total), (count, sum_of) in zip(found["losses"], wanted["losses"], strict=True):
        assert updates == count
        assert total == pytest.approx(sum_of, rel=1e-3)


@each_version
def test_data_of_ones_own_are_read_as_before(version, folder):
    alike(listed(datasets_read(version.expected["keys"])), version.expected["datasets"])


@each_version
def test_who_has_the_secret_drives_the_lecture_that_was_begun(version, folder):
    keys, store = version.expected["keys"], Store(folder / "store.sqlite")
    with pytest.raises(PermissionError):
        live_session.drive(store, keys["code"], "another", GoTo(0))
    before = live_session.load(store, keys["code"])
    after = live_session.drive(store, keys["code"], keys["secret"], GoTo(0))
    assert (after.scene, after.version) == (0, before.version + 1)
    store.close()


@each_version
def test_a_lecture_is_read_and_written_as_before(version):
    text = (version.folder / "lecture.json").read_text("utf-8")
    assert listed(lecture_read(text)) == version.expected["lecture"]
    assert lecture_read(text)["text"] == text


@each("experiments")
def test_an_experiment_is_read_and_written_as_before(version, place, folder):
    text = version.read("experiments")[place]
    assert experiment_read(text) == {"text": text} | version.expected["experiments"][place]


@each_version
def test_networks_are_read_and_compute_as_before(version):
    alike(listed(networks_read(version.folder)), version.expected["networks"])


@each("addresses")
def test_the_fields_of_a_page_read_an_address_as_before(version, place, folder):
    one = version.read("addresses")[place]
    found = read_by_fields(one["page"], one["query"])
    for name, usual in version.since(one["page"], one["query"]).items():
        assert found.pop(name) == usual
    wanted = version.expected["addresses"][place]["read"]
    assert found == with_a_pace(wanted, one["query"])


def with_a_pace(values, asked):
    """What a page's fields were, with the pace that has become usual where none is asked for."""
    usual = "speed" in values and "speed" not in asked
    return values | ({"speed": USUAL} if usual else {})


def without_a_pace(addresses, asked):
    """What a page writes into the address, without the pace that was asked for and is there."""
    return [
        {name: word for name, word in one.items() if (name, word) != ("speed", asked.get("speed"))}
        for one in addresses
    ]


def in_one_word(found, asked):
    """A moment that older addresses name in the network's word has a field of its own now."""
    word = re.fullmatch(r"(run\.\w+\.\d+)\.f(\d+)(.*)", asked.get("net", ""))
    values = found["values"]
    if not word or "frame" not in values:
        return
    net, frame = word[1] + word[3], word[2]
    assert (values["net"], values["frame"]) == (net, int(frame))
    values["frame"], values["net"] = None, asked["net"]
    for address in found["address"]:
        assert (address["net"], address.pop("frame")) == (net, frame)
        address["net"] = asked["net"]


def compare(version, page, asked, found, wanted):
    """That a page opens as it did."""
    in_one_word(found, asked)
    for name, usual in version.since(page, asked).items():
        assert found["values"].pop(name) == usual
    assert len(found["notices"]) == len(wanted["notices"])
    found["notices"] = [
        known_sections(version.said(said), then)
        for said, then in zip(found["notices"], wanted["notices"], strict=True)
    ]
    wanted = wanted | {"values": with_a_pace(wanted["values"], asked)}
    found["address"], before = (without_a_pace(one["address"], asked) for one in (found, wanted))
    alike(found, {name: wanted[name] for name in ("values", "notices")} | {"address": before})


def known_sections(said, then):
    """A sentence that lists a page's sections, as it was if none is missing that there was."""
    words = r"(?<=there are )[a-z, ]+(?=\.$)"
    if "asks for the section" not in said or not (now := re.search(words, said)):
        return said
    before = re.search(words, then)[0]
    assert set(before.split(", ")) <= set(now[0].split(", "))
    return said.replace(now[0], before)


@each("addresses")
def test_a_page_opens_at_an_address_as_before(version, place, folder):
    one, wanted = version.read("addresses")[place], version.expected["addresses"][place]
    give_back(version, folder)
    found = opened(one["page"], one["query"])
    if one["query"] == {"lecture": "nonsense"}:  # of which nothing was said
        (said,) = found["notices"]
        assert "There is no lecture “nonsense” (any more); there are What a recurrent" in said
        wanted = wanted | {"notices": [said]}
    compare(version, one["page"], one["query"], found, wanted)


@each_version
@pytest.mark.parametrize("page", ["join", "notes", "lecture"])
def test_the_links_of_a_lecture_that_was_begun_open(version, page, folder):
    keys = version.expected["keys"]
    asked = {"c": keys["code"]}
    secret = {} if page == "join" else {"k": keys["secret"]}
    assert not any("the code" in said for said in notices(visited(page, asked | secret)))
    wrong = {"c": "ZZZZZ"} | secret
    assert any("the code ZZZZZ" in said for said in notices(visited(page, wrong)))


def test_a_store_says_whose_everything_is_and_how_a_lecture_is_driven(version, folder):
    keys = version.expected["keys"]
    found = since_read(folder / "store.sqlite", [keys["browser"], keys["other"]])
    assert set(found["owners"].values()) == {MACHINE}  # since everybody has what is their own
    wanted = version.expected["since"]
    alike(listed(found), wanted | {"owners": found["owners"]})
    assert found["owners"].keys() == wanted["owners"].keys()


def test_a_browser_goes_on_with_its_lecture_and_its_training(version, folder, owned):
    keys = version.expected["keys"]
    assert browser.secret_for(keys["code"]) == keys["own"]
    give_back(version, folder)
    compare(version, "truncate", {}, opened("truncate", {}), version.expected["of its browser"])
    with closing(Store(folder / "store.sqlite")) as store:
        scene = live_session.load(store, keys["code"]).current
    (address,) = opened(scene.page, {"present": keys["code"]})["address"]
    assert address == scene.settings | {"present": keys["code"]}
    with closing(Store(folder / "store.sqlite")) as store:
        assert live_session.drive(store, keys["code"], keys["own"], GoTo(1)).scene == 1


def test_every_field_of_every_page_is_asked_for():
    def asked_of(version):
        return {(one["page"], name) for one in version.read("addresses") for name in one["query"]}

    for page, fields in PAGES.items():
        names = {field.name for field in fields} | set(OF_THE_FILE.get(page, ()))
        names -= SINCE.get(page, {}).keys()
        assert {(page, name) for name in names} <= asked_of(FIRST)
    for version in VERSIONS:
        had = {(page, name) for page, names in version.had.items() for name in names}
        assert had <= asked_of(version)


def test_every_field_of_every_task_is_asked_for():
    asked = {
        (one["query"].get("task"), name)
        for one in FIRST.read("addresses")
        if one["page"] == "tasks"
        for name in one["query"]
    }
    for task in controls.PANELS:
        if task == "labelling":  # which came later
            continue
        names = {field.name for field in fields_of("tasks", {"task": task})}
        names -= (SINCE_OF_TASK.get(task, {}) | _SEEDS | _EXACT).keys()
        assert {(task, name) for name in names} <= asked


def test_the_fixtures_cover_every_version_before_this_one():
    assert len(MIGRATIONS) >= SETTINGS.expected["keys"]["schema"]
    with closing(
        sqlite3.connect(f"file:{SETTINGS.folder / 'store.sqlite'}?immutable=1", uri=True)
    ) as kept:
        assert kept.execute("PRAGMA user_version").fetchone() == (SETTINGS.expected["keys"]["schema"],)
