"""Which addresses mean the machine itself."""

from ipaddress import ip_address

import pytest

from rnnviz.server.own_address import is_own, own_address


@pytest.mark.parametrize(
    "host", ["", None, "localhost", "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"]
)
def test_it_means_itself_by_these(host):
    assert is_own(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.5", "::ffff:10.0.0.1", "example.org", "\0"]
)
def test_and_others_by_these(host):
    assert not is_own(host)


def test_its_own_address_is_one_that_others_can_use():
    found = own_address()
    assert found is None or not ip_address(found).is_loopback
