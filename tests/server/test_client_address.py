"""Who asks: what proxies say of it is believed of those that the settings name, and of nobody else."""

import pytest

from rnnviz.server.client_address import (
    as_client_sent,
    client_address,
    is_own_machine,
    neighbours,
    plain,
)

PROXIES = ("127.0.0.1", "10.0.0.0/8", "fd00::/8")


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.5", "", "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),  # nobody's proxy
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        # what a client claims stands before what the proxy has added
        ("127.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "127.0.0.1, 10.0.0.9, 198.51.100.1", "198.51.100.1"),
        # several proxies in a chain
        ("127.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2, 10.9.9.9", "198.51.100.1"),
        ("fd00::1", "2001:db8::7, fd00::2", "2001:db8::7"),
        ("10.1.1.1", "10.2.2.2, 10.3.3.3", "10.2.2.2"),  # somebody in the proxies' own network
        # as some write them
        ("::ffff:127.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("127.0.0.1", '"[2001:db8::7]:4711"', "2001:db8::7"),
        ("127.0.0.1", "[2001:DB8:0::7]", "2001:db8::7"),
        ("127.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", " 198.51.100.1 ", "198.51.100.1"),
        # what is no address stands for the proxy that wrote it
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, unknown", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, _hidden, 10.0.0.2", "10.0.0.2"),
        ("127.0.0.1", ",,,", "127.0.0.1"),
        ("127.0.0.1", "[", "127.0.0.1"),
        ("127.0.0.1", "x" * 10_000, "127.0.0.1"),
        ("127.0.0.1", ", ".join(["1.2.3.4", *["10.0.0.1"] * 9_999]), "10.0.0.1"),
        ("", "198.51.100.1", ""),
        ("a socket's name", "198.51.100.1", "a socket's name"),
    ],
)
def test_the_last_address_that_no_trusted_proxy_wrote_is_the_clients(peer, forwarded, client):
    assert client_address(peer, forwarded, PROXIES) == client


def test_without_proxies_nothing_is_believed():
    assert client_address("127.0.0.1", "198.51.100.1", ()) == "127.0.0.1"


def scope(peer, type="http", **headers):
    return {
        "type": type,
        "scheme": "http" if type == "http" else "ws",
        "client": peer and (peer, 4711),
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ],
    }


SAID = {
    "host": "127.0.0.1:8501",
    "x_forwarded_for": "1.2.3.4, 198.51.100.1",
    "x_forwarded_proto": "https",
    "x_forwarded_host": "evil.example, rnn.example.org",
}


def test_a_trusted_proxy_says_where_how_and_whom_the_browser_asked():
    seen = as_client_sent(scope("127.0.0.1", **SAID), PROXIES)
    assert (seen["client"], seen["scheme"]) == (("198.51.100.1", 0), "https")
    assert [value for name, value in seen["headers"] if name == b"host"] == [b"rnn.example.org"]
    assert as_client_sent(scope("127.0.0.1", "websocket", **SAID), PROXIES)["scheme"] == "wss"
    told = scope("127.0.0.1", **SAID | {"x_forwarded_proto": "https, http"})
    assert as_client_sent(told, PROXIES)["scheme"] == "https"


@pytest.mark.parametrize(("peer", "proxies"), [("203.0.113.5", PROXIES), ("127.0.0.1", ())])
def test_nobody_else_does(peer, proxies):
    seen = as_client_sent(scope(peer, **SAID), proxies)
    assert (seen["client"], seen["scheme"]) == ((peer, 4711), "http")
    assert (b"host", b"127.0.0.1:8501") in seen["headers"]


def test_what_a_proxy_says_wrongly_or_not_changes_nothing():
    seen = as_client_sent(scope("127.0.0.1", host="h", x_forwarded_proto="ftp"), PROXIES)
    assert (seen["client"], seen["scheme"]) == (("127.0.0.1", 0), "http")
    assert as_client_sent(scope(None), PROXIES)["client"] == ("", 0)


def test_an_address_has_one_form_and_is_counted_with_its_neighbours():
    assert plain("::FFFF:10.0.0.1") == plain("10.0.0.1") == "10.0.0.1"
    assert plain("fe80::1%eth0") == "fe80::1"
    assert neighbours("2001:db8::1") == neighbours("2001:db8::ffff:1") == "2001:db8::/64"
    assert neighbours("10.0.0.1") != neighbours("10.0.0.2")
    assert neighbours("?") == "?"


def test_the_machine_itself_is_known():
    assert all(map(is_own_machine, ("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1")))
    assert not any(map(is_own_machine, ("10.0.0.1", "2001:db8::1", "", "localhost")))
