"""What pip-audit says becomes a sentence and an exit code; here a stand-in answers in its place."""

import json
import subprocess

import pytest

from scripts import audit
from scripts.licences import packages

HOLE = {"id": "PYSEC-2026-1", "fix_versions": ["1.1"]}


@pytest.fixture
def answered(monkeypatch):
    """Has pip-audit answer so; returns what it was asked."""
    asked = []

    def go(stdout, stderr=""):
        def run(command, **_):
            with open(command[-1], encoding="utf-8") as file:
                asked.extend(file.read().splitlines())
            return subprocess.CompletedProcess(command, 0, stdout, stderr)

        monkeypatch.setattr(audit.subprocess, "run", run)
        return asked

    return go


def found(*packages):
    return json.dumps({"dependencies": packages})


def test_all_that_users_have_is_asked_about(answered):
    asked = answered(found())
    audit.main()
    assert {line.split("==")[0] for line in asked} == set(packages())
    assert any(" ; python_full_version < " in line for line in asked)


def test_without_a_known_vulnerability_it_ends_well(answered, capsys):
    answered(found({"name": "a", "version": "1.0", "vulns": []}))
    assert audit.main() == 0
    assert capsys.readouterr().out == "1 packages looked up, 0 known vulnerabilities.\n"


def test_a_vulnerability_is_named_with_what_mends_it(answered, capsys):
    answered(found({"name": "a", "version": "1.0", "vulns": [HOLE, {**HOLE, "fix_versions": []}]}))
    assert audit.main() == 1
    first, second, _ = capsys.readouterr().out.splitlines()
    assert first == "a 1.0: PYSEC-2026-1, mended in 1.1"
    assert second == "a 1.0: PYSEC-2026-1, mended in none"


def test_packages_without_an_answer_are_not_counted_as_safe(answered, capsys):
    answered(found({"name": "a", "version": "1.0", "vulns": []}, {"name": "b", "skip_reason": "?"}))
    assert audit.main() == 2
    said = capsys.readouterr()
    assert said.out == "1 packages looked up, 0 known vulnerabilities.\n"
    assert "no advisories on 1 packages (b" in said.err


def test_where_it_cannot_be_run_it_says_why(answered, capsys):
    answered("", "error: no route\n\nerror: cannot reach the registry\n")
    assert audit.main() == 2
    assert "could not be run here. error: cannot reach the registry" in capsys.readouterr().err
