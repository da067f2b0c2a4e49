"""What is packed may grow, but not beyond what arrays do."""

from pathlib import Path

import pytest

from rnnviz.formats.unpacking import check_growth, most_unpacked
from rnnviz.text.message import Refusal

HERE = Path("a.h5")


@pytest.mark.parametrize(("unpacked", "packed"), [(10, 0), (16e6, 0), (50e6, 1e6), (3e9, 1e9)])
def test_what_grows_little_or_is_small_is_believed(unpacked, packed):
    check_growth(HERE, "a", unpacked, packed)


@pytest.mark.parametrize(("unpacked", "packed"), [(17e6, 0), (51e6, 1e6), (10e9, 1e6)])
def test_what_grows_far_is_refused(unpacked, packed):
    with pytest.raises(Refusal, match=f"a claims to be {unpacked / 1e6:,.0f} MB"):
        check_growth(HERE, "a", unpacked, packed)


def test_so_much_may_come_of_so_many_bytes():
    assert [most_unpacked(packed) for packed in (0, 1_000_000)] == [16_000_000, 50_000_000]
