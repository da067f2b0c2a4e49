"""The limit of open files is raised in a process of its own, for it cannot be undone."""

import subprocess
import sys

import pytest

from rnnviz.server import open_files

resource = pytest.importorskip("resource")
TRY = """
import resource
hard = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1] % 2**63, {hard})
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, hard))
from rnnviz.server.open_files import raise_limit, warning
limit = raise_limit()
print(limit, resource.getrlimit(resource.RLIMIT_NOFILE)[0], warning(limit))
"""


def started(soft, hard):
    """What a process finds that is started so."""
    code = TRY.format(soft=soft, hard=hard)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split(maxsplit=2)


@pytest.mark.parametrize(("soft", "hard"), [(256, 3000), (1024, 1500)])
def test_it_is_raised_as_far_as_it_may(soft, hard):
    limit, now, said = started(soft, hard)
    assert limit == now == str(hard) and said.strip() == "None"


def test_where_a_class_finds_no_room_it_is_said():
    limit, _, said = started(256, 400)
    assert limit == "400" and "400 files, enough for some 100 phones" in said


def test_a_class_of_400_fits_the_usual_limit():
    assert open_files.phones(1024) >= 400
    assert open_files.warning(None) is None


def test_a_system_without_such_a_limit_has_none(monkeypatch):
    monkeypatch.setattr(open_files, "resource", None)
    assert open_files.raise_limit() is None
