from rnnviz.ui.components.terms import TERMS
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.tasks.what import WHAT, terms_of


def test_every_task_says_what_it_is():
    assert set(WHAT) == set(PANELS)


def test_its_terms_are_known():
    for name in PANELS:
        assert set(terms_of(name)) <= set(TERMS)
