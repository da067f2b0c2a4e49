"""Settings from a file and from variables."""

import pytest

from rnnviz.settings import sources
from rnnviz.settings.settings import STRICT, Settings
from rnnviz.settings.sources import load
from rnnviz.text.message import Refusal


@pytest.fixture(autouse=True)
def nothing_of_the_users_own(monkeypatch, tmp_path):
    monkeypatch.setattr(sources, "default_file", lambda: tmp_path / "own.toml")


def written(tmp_path, text, name="settings.toml"):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return str(path)


def test_without_any_all_are_as_usual(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "hidden_units = 3", "rnnviz.toml")  # of the current folder: nobody asked for it
    assert load({}) == Settings()


def test_a_variable_counts_more_than_a_file_and_the_file_that_is_named_more_than_the_users_own(
    tmp_path,
):
    written(tmp_path, "hidden_units = 3\nlayers = 2", "own.toml")
    assert load({}) == Settings(hidden_units=3, layers=2)
    named = written(tmp_path, 'hidden_units = 5\nhosts = ["a.example"]')
    assert load({"RNNVIZ_CONFIG": named}) == Settings(hidden_units=5, hosts=("a.example",))
    asked = {"RNNVIZ_CONFIG": named, "RNNVIZ_HIDDEN_UNITS": "7", "RNNVIZ_HOSTS": "b.example, c.example"}
    assert load(asked) == Settings(hidden_units=7, hosts=("b.example", "c.example"))


def test_a_server_for_strangers_is_strict_but_for_what_is_named():
    found = load({"RNNVIZ_PUBLIC": "1", "RNNVIZ_LAYERS": "5"})
    assert found == Settings(**STRICT | {"public": True, "layers": 5})
    assert load({"RNNVIZ_PUBLIC": "0"}) == Settings()


@pytest.mark.parametrize(
    ("variables", "text", "says"),
    [
        ({"RNNVIZ_HIDEN_UNITS": "3"}, "", "There is no setting hiden_units"),
        ({}, "hiden_units = 3", "There is no setting hiden_units"),
        ({}, "hidden_units = 0", "hidden_units is 0: "),
        ({"RNNVIZ_HIDDEN_UNITS": "many"}, "", "hidden_units is 'many': "),
        ({"RNNVIZ_PUBLIC": "perhaps"}, "", "public is 'perhaps': "),
        ({}, "hidden_units = ", "are no TOML"),
        ({"RNNVIZ_TRUSTED_PROXIES": "nginx"}, "", "“nginx” is no address of a proxy"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(tmp_path, variables, text, says):
    named = {"RNNVIZ_CONFIG": written(tmp_path, text)} if text else {}
    with pytest.raises(Refusal, match=says):
        load(named | variables)


def test_a_file_that_is_named_has_to_be_there(tmp_path):
    with pytest.raises(Refusal, match="cannot be read"):
        load({"RNNVIZ_CONFIG": str(tmp_path / "none.toml")})
