"""Zips that somebody has changed: each way makes what it says."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz import archives, files

MADE = files.meant("zip")


@pytest.mark.parametrize("way", archives.WAYS)
def test_every_way_changes_a_zip(way):
    found = set()

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def tried(data):
        found.add(way(MADE[0], data.draw))

    tried()
    assert found - {MADE[0]}


def test_bombs_are_small_and_grow():
    for made in (archives._zeros(), archives._nested()):
        assert len(made) < 500_000
        with zipfile.ZipFile(io.BytesIO(made)) as opened:
            assert opened.testzip() is None
    with zipfile.ZipFile(io.BytesIO(archives._many())) as opened:
        assert len(opened.namelist()) > 100_000


def test_paths_of_every_system_are_among_them():
    whole = " ".join(archives.CLIMBING)
    for sign in ("../", "..\\", "C:\\", "\\\\host", "/etc/"):
        assert sign in whole
