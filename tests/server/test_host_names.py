"""To which names the server answers, and which pages may open its sockets."""

import socket

import pytest

from rnnviz.server import host_names
from rnnviz.server.host_names import is_named, is_same_site, is_served, own_names


@pytest.fixture(autouse=True)
def desk(monkeypatch, tmp_path):
    """A machine called Desk, in whose table of hosts stands a longer name."""
    table = tmp_path / "hosts"
    table.write_text("127.0.0.1 localhost\n127.0.1.1 desk.lab.example desk # this one\n::1 other\n")
    monkeypatch.setattr(socket, "gethostname", lambda: "Desk")
    monkeypatch.setattr(host_names, "HOSTS_FILE", table)
    for asked in ("getaddrinfo", "getfqdn", "gethostbyname"):
        monkeypatch.setattr(socket, asked, lambda *_: pytest.fail("a name server was asked"))
    clear()
    yield
    clear()


def clear():
    own_names.cache_clear()
    host_names._is_served.cache_clear()


HOSTS = ("rnn.example.org", "*.School.example.")


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.0.0.1:8501", "192.168.1.7:8501", "[::1]:8501", "[2001:db8::1]"),
        *("localhost", "LOCALHOST:8501", "localhost.", "desk:8501", "Desk.local", "desk.lab.example"),
        *("rnn.example.org", "RNN.example.org:443", "rnn.example.org.", "a.school.example"),
    ],
)
def test_addresses_own_names_and_those_of_the_settings_are_served(host):
    assert is_served(host, HOSTS)


@pytest.mark.parametrize(
    "host",
    [
        *("", " ", ":", ":8501", "evil.example", "evil.example:8501", "desk.evil.example", "other"),
        *(
            "rnn.example.org.evil.example",
            "school.example",
            "evilschool.example",
            "127.0.0.1.evil.example",
        ),
        *("localhost@evil.example", "127.0.0.1/", "127.0.0.1:x", "127.0.0.1:99999", "[::1", "x" * 300),
        *("0x7f.1", "localhost#", "127.0.0.1, evil.example", "127.0.0.1\\evil"),
    ],
)
def test_all_others_are_not(host):
    assert not is_served(host, HOSTS)


def test_what_the_settings_name_is_compared_as_a_whole():
    assert is_named("rnn.example.org", HOSTS) and not is_named("example.org", HOSTS)
    assert not is_named("", ("",)) and not is_named("localhost", ())


def test_without_a_table_of_hosts_the_machine_has_its_name(monkeypatch, tmp_path):
    monkeypatch.setattr(host_names, "HOSTS_FILE", tmp_path / "none")
    assert own_names() == {"desk", "desk.local"}


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://127.0.0.1:8501", "127.0.0.1:8501", True),
        ("http://Localhost:8501", "localhost:8501", True),
        ("https://rnn.example.org", "rnn.example.org", True),
        ("https://rnn.example.org", "rnn.example.org:443", True),
        ("http://[::1]:8501", "[::1]:8501", True),
        ("http://127.0.0.1:8000", "127.0.0.1:8501", False),
        ("http://localhost:8501", "127.0.0.1:8501", False),
        ("http://evil.example", "127.0.0.1:8501", False),
        ("http://127.0.0.1:8501.evil.example", "127.0.0.1:8501", False),
        ("http://127.0.0.1:8501@evil.example", "127.0.0.1:8501", False),
        *((wrong, "127.0.0.1", False) for wrong in ("null", "", "file://", "ftp://127.0.0.1", "://")),
        ("http://", "", False),
    ],
)
def test_a_page_is_ours_if_it_came_from_where_it_asks(origin, host, same):
    assert is_same_site(origin, host) is same
