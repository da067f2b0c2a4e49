"""What a computation is allowed, and that it costs nothing where nobody asks."""

import pytest

from rnnviz.text import allowance
from rnnviz.text.allowance import Allowance, TooMuch, afford, allowed, at_each, most_bytes, pause


def test_without_an_allowance_nothing_is_asked():
    pieces = [1, 2]
    assert at_each(pieces) is pieces
    pause()
    afford(allowance.NETWORK, lambda: pytest.fail("not to be asked"))
    assert most_bytes(7.0) == 7.0


def test_whoever_waits_looks_before_each_piece_and_may_end_it():
    looks = []

    def look():
        looks.append(len(looks))
        if len(looks) > 3:
            raise TooMuch("enough")

    done = []

    def work():
        pause()
        for piece in at_each(iter(range(9))):
            done.append(piece)

    with allowed(Allowance(look)), pytest.raises(TooMuch):
        work()
    assert done == [0, 1]
    assert looks == [0, 1, 2, 3]
    assert at_each(done) is done


def test_what_is_too_large_is_refused_before_it_is_laid_out():
    with allowed(Allowance(most_bytes=2e6)):
        afford(allowance.NETWORK, lambda: 2e6)
        with pytest.raises(TooMuch, match="takes 3 MB of memory; allowed on a page are up to 2"):
            afford(allowance.NETWORK, lambda: 3e6)
        assert most_bytes(1e9) == 2e6
        assert most_bytes(1e3) == 1e3
        with allowed(None):
            afford(allowance.NETWORK, lambda: 3e6)
