"""docs/operations.md has the settings as they are; its examples, like those of deploy/, are valid."""

import re
import tomllib
from pathlib import Path

import pytest

from rnnviz.settings.settings import Settings
from rnnviz.settings.sources import OTHERS, load
from scripts.settings_table import FILE, bounds, in_words, replaced

ROOT = Path(__file__).parents[2]
TEXT = FILE.read_text("utf-8")


def test_the_table_is_as_it_would_be_written():
    assert replaced(TEXT) == TEXT, "make lists writes it again"


def test_every_setting_has_a_row():
    for name in Settings.model_fields:
        assert TEXT.count(f"| `{name}` |") == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (False, "no"),
        ((), "none"),
        (("a", "b"), "a, b"),
        (0, "never"),
        (0.0, "never"),
        (16, "16"),
        (10**9, "1,000,000,000"),
        (60.0, "60"),
        (0.5, "0.5"),
    ],
)
def test_values_are_written_as_a_reader_wants_them(value, text):
    assert in_words(value) == text


def test_bounds_are_those_of_the_setting():
    fields = Settings.model_fields
    assert bounds(fields["layers"]) == "1 to 8"
    assert bounds(fields["remove_after_days"]) == "0 to 36,500"
    assert bounds(fields["public"]) == "yes or no"
    assert bounds(fields["hosts"]) == "a list"


def test_what_is_named_in_the_text_is_a_setting():
    named = {name.lower() for name in re.findall(r"RNNVIZ_([A-Z_]*[A-Z])", TEXT)}
    others = {name.removeprefix("RNNVIZ_").lower() for name in OTHERS}
    assert named <= {*Settings.model_fields, *others}


def test_the_example_is_a_file_of_settings(tmp_path):
    (example,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "a.toml").write_text(example, "utf-8")
    asked = load({"RNNVIZ_CONFIG": str(tmp_path / "a.toml")})
    for name, value in tomllib.loads(example).items():
        assert getattr(asked, name) == (tuple(value) if isinstance(value, list) else value)


@pytest.mark.parametrize("file", ["deploy/space/Dockerfile", "docs/deploy.md"])
def test_servers_for_strangers_are_strict(file):
    text = re.sub(r"`.*?`", "", (ROOT / file).read_text("utf-8"))  # but what is only spoken of
    found = dict(re.findall(r"(RNNVIZ_[A-Z_]+)=(\S+)", text))
    asked = load({"RNNVIZ_CONFIG": "/dev/null"} | found)
    assert asked.public
    assert asked.hosts
    assert asked.trusted_proxies
    assert asked.running_experiments == 1


@pytest.mark.parametrize("file", ["Containerfile", "space/Dockerfile"])
def test_an_image_takes_what_is_there(file):
    lines = (ROOT / "deploy" / file).read_text("utf-8").splitlines()
    taken = [path for line in lines if line.startswith("COPY") for path in line.split()[1:-1]]
    assert [path for path in taken if not (ROOT / path).exists()] == ["dist/rnnviz-*.whl"]
    assert "USER rnnviz" in lines
