import pytest

from rnnviz.server.greeting import greeting


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("127.0.0.1", 8501, "", False, "192.0.2.1"), ["rnnviz is at http://127.0.0.1:8501"]),
        (("::1", 8501, "/a", True, None), ["rnnviz is at https://[::1]:8501/a"]),
        (
            ("0.0.0.0", 80, "", False, "192.0.2.1"),
            ["rnnviz is at http://localhost:80", "in this network at http://192.0.2.1:80"],
        ),
        (("", 80, "", False, None), ["rnnviz is at http://localhost:80"]),
    ],
)
def test_it_says_where_the_server_is_found(given, said):
    lines = [line.replace("\u2068", "").replace("\u2069", "") for line in greeting(*given)]
    assert lines == said
