from fuzz.cases import Case

CASE = Case("typed", "unroll", {"net": "hello", "text": "abcd"}, ([0, "a\ud800"], [1, "b"]))


def test_a_case_comes_back_from_its_json():
    assert Case.from_json(CASE.to_json()).to_json() == CASE.to_json()


def test_smaller_ones_have_less_in_them():
    smaller = CASE.smaller()
    assert any("net" not in one.query for one in smaller)
    assert any(len(one.said) == 1 for one in smaller)
    assert all(len(one.to_json()) < len(CASE.to_json()) for one in smaller)


def test_what_is_said_is_counted():
    assert (CASE.inputs, Case("pages", "unroll").inputs) == (2, 1)
