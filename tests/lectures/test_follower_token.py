import pytest

from rnnviz.lectures.follower_token import follower_of, new_token

KEY = bytes(range(32))


def test_a_token_is_one_follower_of_one_lecture():
    made = {new_token(KEY, "ABCDE") for _ in range(100)}
    followers = {follower_of(KEY, "ABCDE", token) for token in made}
    assert len(made) == len(followers) == 100 and "" not in followers
    token = made.pop()
    assert follower_of(KEY, "ABCDE", token) == follower_of(KEY, "ABCDE", token)
    assert follower_of(KEY, "ABCDF", token) == follower_of(KEY[::-1], "ABCDE", token) == ""


@pytest.mark.parametrize("wrong", ["", "x", "A" * 40, "é" * 40, "\0" * 40, "A" * 5000])
def test_what_was_not_signed_is_nobodys(wrong):
    assert follower_of(KEY, "ABCDE", wrong) == ""


def test_every_letter_counts():
    token = new_token(KEY, "ABCDE")
    for place, letter in enumerate(token):
        changed = token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :]
        assert follower_of(KEY, "ABCDE", changed) == ""
