"""The way into a lecture: an address that works for all, and a code that cameras read."""

import base64
import re
from ipaddress import ip_address
from urllib.parse import unquote_to_bytes

import pytest

from rnnviz.ui.lectures import join_link

OWN = "192.168.1.5"


@pytest.mark.parametrize("url", ["http://192.168.1.5:8501", "https://rnn.example.org/class"])
@pytest.mark.parametrize("listens", ["127.0.0.1", "0.0.0.0"])
def test_an_address_that_others_can_use_stays(url, listens):
    assert join_link.for_all(url, listens, OWN) == (url, "")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.3.9", "[::1]"])
def test_an_address_of_this_machine_alone_becomes_one_for_all(host):
    there = f"http://{OWN}:8501/class"
    for listens in ("0.0.0.0", "::", ""):
        assert join_link.for_all(f"http://{host}:8501/class", listens, OWN) == (there, "")


def test_where_phones_cannot_come_it_is_said_what_to_do():
    url, said = join_link.for_all("http://localhost:8501", "127.0.0.1", OWN)
    assert url == "http://localhost:8501"
    assert "--server.address=0.0.0.0" in said and f"http://{OWN}:8501" in said
    _, said = join_link.for_all("http://localhost:8501", "0.0.0.0", None)
    assert "no network" in said


def test_this_machines_address_is_one_that_others_can_use():
    found = join_link.own_address()
    assert found is None or not ip_address(found).is_loopback


def test_the_picture_is_a_code_of_the_right_size_that_loads_nothing():
    uri = join_link.code_picture("http://192.168.1.5:8501/join?c=ABCDE")
    head, data = uri.split(",", 1)
    svg = base64.b64decode(data) if head.endswith("base64") else unquote_to_bytes(data)
    assert head.startswith("data:image/svg+xml")
    # 36 letters at level M need version 3: 29 modules, and the quiet zone of 4 on either side
    size = re.search(rb"width='(\d+)'", svg)
    assert size and int(size[1]) == (29 + 2 * 4) * 8
    assert b"href" not in svg
