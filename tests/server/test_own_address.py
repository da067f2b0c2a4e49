"""Which addresses mean the machine itself."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import pytest

from rnnviz.server.own_address import is_own, own_address, web_address


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


@pytest.mark.parametrize("host", ["localhost", "192.0.2.1", "::1", "2001:db8::5", "fe80::1%eth0"])
@pytest.mark.parametrize("port", [None, 80, 8501])
def test_an_address_is_read_as_it_was_meant(host, port):
    read = urlsplit(web_address("https", host, port, "/class"))
    assert (read.scheme, read.hostname, read.port, read.path) == ("https", host, port, "/class")
