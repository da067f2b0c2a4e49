"""What a server that others reach says when it starts."""

import re
from contextlib import closing
from functools import partial

import pytest

from rnnviz.settings.settings import Settings
from rnnviz.storage import links
from rnnviz.storage.database import Database, StoreError
from rnnviz.storage.ownership import machine_secret
from rnnviz.ui.session import machine_link


@pytest.fixture
def says(monkeypatch, tmp_path):
    own = partial(Database, tmp_path / "store")

    def go(listens, proxies=(), open_store=own, **more):
        options = {"server.address": listens, "server.port": 8511, "server.baseUrlPath": "/class/"}
        options |= more
        monkeypatch.setattr(machine_link.st, "get_option", options.get)
        monkeypatch.setattr(machine_link, "current", lambda: Settings(trusted_proxies=proxies))
        monkeypatch.setattr(machine_link, "own_address", lambda: "10.1.2.3")
        return machine_link.sentence(open_store)

    return go


@pytest.mark.parametrize(
    ("listens", "host"),
    [("127.0.0.1", "127.0.0.1"), ("localhost", "localhost"), ("::1", "[::1]")],
)
def test_nothing_where_only_the_machine_comes(says, listens, host):
    assert says(listens) == ""
    assert f"http://{host}:8511/class/own?token=" in says(listens, ("127.0.0.1",))


@pytest.mark.parametrize(
    ("listens", "host"),
    [
        (None, "10.1.2.3"),
        ("0.0.0.0", "10.1.2.3"),
        ("192.168.1.5", "192.168.1.5"),
        ("2001:db8::5", "[2001:db8::5]"),
    ],
)
def test_else_a_link_that_makes_a_browser_the_machines_user(says, listens, host, tmp_path):
    there, token = re.search(r"(http://\S+)\?token=(\S+)$", says(listens)).groups()
    assert there == f"http://{host}:8511/class/own"
    with closing(Database(tmp_path / "store")) as store:
        assert links.take(store, token) == machine_secret(store)
    assert "https://" in says(listens, **{"server.sslCertFile": "a.pem"})


def test_a_store_that_cannot_be_used_keeps_no_server_from_starting(says):
    def broken():
        raise StoreError("The store is locked.")

    assert says("0.0.0.0", open_store=broken) == "The store is locked."
