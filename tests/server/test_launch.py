"""The command line of the server, and where its files lie."""

import os
import runpy
import sys

import pytest

from rnnviz.__main__ import main
from rnnviz.server import launch
from rnnviz.text.message import Refusal


@pytest.fixture
def started(monkeypatch):
    """What would be started, and from which folders Python would import."""
    found = []
    monkeypatch.setattr(sys, "argv", ["rnnviz"])
    monkeypatch.setattr(sys, "path", ["", os.getcwd(), *sys.path])
    monkeypatch.setattr(
        runpy, "run_module", lambda name, **_: found.append((name, list(sys.argv), list(sys.path)))
    )
    return found


def test_the_files_of_the_dashboard_are_there():
    for name in ("app.py", "serve.py", "pages", "static", ".streamlit/config.toml"):
        assert (launch.HOME / name).exists()


def test_what_is_chosen_is_said_in_streamlits_words():
    plain = launch.arguments()
    assert plain == ["streamlit", "run", str(launch.HOME / "serve.py")]
    assert launch.arguments(8600, "0.0.0.0", browser=False, more=("--theme.base", "dark"))[3:] == [
        *("--server.port", "8600"),
        *("--server.address", "0.0.0.0"),
        *("--server.headless", "true"),
        *("--theme.base", "dark"),
    ]


@pytest.mark.parametrize("port", [0, -1, 65_536, 10**20])
def test_a_port_that_cannot_be_is_refused(port, capsys):
    with pytest.raises(Refusal, match="1 to 65535"):
        launch.arguments(port)
    with pytest.raises(SystemExit):
        main(["serve", "--port", str(port)])
    assert "allowed are whole numbers" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ([], []),
        (["serve"], []),
        (
            ["serve", "--port", "8600", "--no-browser"],
            ["--server.port", "8600", "--server.headless", "true"],
        ),
        (
            ["serve", "--address", "0.0.0.0", "--", "--server.baseUrlPath", "x"],
            ["--server.address", "0.0.0.0", "--server.baseUrlPath", "x"],
        ),
    ],
)
def test_the_command_serves_and_nothing_of_the_current_folder_stands_in_for_ours(
    started, command, options
):
    main(command)
    ((module, argv, path),) = started
    assert module == "streamlit"
    assert argv == [*launch.arguments(), *options]
    assert "" not in path
    assert os.getcwd() not in path


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert all(name in said for name in ("serve", "train", "models", "openings"))


@pytest.mark.parametrize("command", ["models", "openings"])
def test_networks_are_written_into_a_folder_that_is_named(command, capsys):
    with pytest.raises(SystemExit):
        main([command, "hello"])
    assert "--out" in capsys.readouterr().err
