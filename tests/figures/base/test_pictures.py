import re

from rnnviz.figures.base.pictures import styles


def test_pictures_have_styles_that_know_no_page():
    found = styles()
    assert {".arithmetic", ".runs", ".batches", ".unseen"} <= set(
        re.findall(r"^(\.[\w-]+)", found, re.M)
    )
    assert found.count("{") == found.count("}")
    assert not re.search(r"\.st[A-Z]|data-testid|st-key", found)
