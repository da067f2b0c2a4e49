import pytest

from rnnviz.server import follower_limits
from rnnviz.server.follower_limits import FollowerLimits
from rnnviz.settings.settings import Settings
from rnnviz.text.message import Refusal


def limits(**given):
    settings = Settings.model_construct(**Settings().model_dump() | given)
    return FollowerLimits(lambda: settings, lambda: b"key" * 11)


def test_tokens_are_counted_by_address_and_lecture():
    some = limits(followers_of_address=2)
    made = [some.new_token("ABCDE", "10.0.0.1") for _ in range(3)]
    assert len(set(made)) == 3 and made[2] == ""
    assert some.new_token("ABCDE", "10.0.0.2") and some.new_token("OTHER", "10.0.0.1")
    assert some.follower("ABCDE", made[0]) and not some.follower("OTHER", made[0])
    assert some.check_answer(some.follower("ABCDE", made[0]), "10.0.0.1") == 2
    with pytest.raises(Refusal, match="not counted"):
        some.check_answer("", "10.0.0.1")


def test_sockets_and_answers_have_their_share_and_messages_their_pace(monkeypatch):
    some = limits(followers_of_address=1, answers_of_address=1)
    some.enter("ABCDE", "a")
    with pytest.raises(Refusal, match="1 from your address"):
        some.enter("ABCDE", "a")
    some.leave("ABCDE", "a")
    some.enter("ABCDE", "a")
    some.check_answer("x", "a")
    with pytest.raises(Refusal, match="in a minute"):
        some.check_answer("x", "a")
    waits = [some.wait("a") for _ in range(int(follower_limits.AT_ONCE) + 100)]
    assert waits[0] == 0 and 0.1 < waits[-1] < 1
    assert some.wait("b") == 0


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(follower_limits, "MOST_LECTURES", 3)
    some = limits()
    for code in "ABCDE":
        some.new_token(code, "a")
    assert len(some._known) == 3
