from fuzz.addresses import FIELDS, known, names_of, page_of, unfolded, values
from rnnviz.ui.session.pages import BY_WORD


def test_every_page_is_there_with_all_that_its_address_may_say():
    assert {page_of(name) for name in FIELDS} == set(BY_WORD)
    for name in FIELDS:
        assert set(names_of(name)) <= {*values(), "c", "s"}
        assert known()[name]


def test_all_that_unfolds_is_open():
    assert unfolded("unroll")["tokens"] == "yes"
    assert unfolded("tasks characters") == {"task": "characters", "perplexity": "yes", "batches": "yes"}
