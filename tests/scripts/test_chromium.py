"""Which Chromium is taken, and the sentence where there is none."""

import pytest

from scripts import chromium

STARTS, STANDS_IN = "#!/bin/sh\necho Chromium 156\n", "#!/bin/sh\necho install the snap >&2\nexit 1\n"


@pytest.fixture
def path(tmp_path, monkeypatch):
    """A PATH of the test's own, and nothing that Playwright has installed."""
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "PLAYWRIGHTS", "pass")
    monkeypatch.setattr(chromium, "_is_debian_root", lambda: False)
    return tmp_path


@pytest.fixture
def install(monkeypatch):
    """What was to be run, instead of running it."""
    asked = []
    monkeypatch.setattr(chromium, "_run", lambda command, *_: asked.append(list(command)) or True)
    return asked


def program(path, script=STARTS):
    path.write_text(script)
    path.chmod(0o755)
    return str(path)


def test_the_variable_comes_first(path, monkeypatch):
    program(path / "chromium")
    named = program(path / "mine")
    monkeypatch.setenv(chromium.VARIABLE, named)
    assert chromium.find() == named


def test_a_variable_that_names_no_chromium_is_refused_rather_than_passed_over(path, monkeypatch):
    program(path / "chromium")
    monkeypatch.setenv(chromium.VARIABLE, str(path / "nothing"))
    with pytest.raises(chromium.NoChromium, match=r"nothing', which does not start as a Chromium\.$"):
        chromium.find()


def test_one_on_the_path_is_taken_if_it_starts(path):
    program(path / "chromium-browser", STANDS_IN)
    assert chromium.find() is None
    chrome = program(path / "google-chrome")
    assert chromium.find() == chrome


def test_one_that_playwright_has_comes_last(path, monkeypatch):
    own = program(path / "playwrights")
    monkeypatch.setattr(chromium, "PLAYWRIGHTS", f"print({own!r})")
    assert chromium.find() == own
    on_path = program(path / "chromium")
    assert chromium.find() == on_path


def test_what_is_there_is_not_installed_again(path, install):
    there = program(path / "chromium")
    assert chromium.ensure() == there
    assert install == []


def test_without_one_playwright_is_asked_and_then_it_is_said(path, install):
    with pytest.raises(chromium.NoChromium) as refused:
        chromium.ensure()
    assert [command[1:] for command in install] == [["-m", "playwright", "install", "chromium"]]
    assert "RNNVIZ_CHROMIUM=/path/to/chromium make test" in str(refused.value)


def test_as_root_on_debian_its_package_is_tried_first(path, install, monkeypatch):
    monkeypatch.setattr(chromium, "_is_debian_root", lambda: True)
    with pytest.raises(chromium.NoChromium):
        chromium.ensure()
    update, package, playwright = install
    assert (update[0], update[-1]) == ("apt-get", "update")
    assert package[-2:] == ["--no-install-recommends", "chromium"]
    assert "--with-deps" in playwright
