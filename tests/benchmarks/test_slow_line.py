"""A slow line brings everything, and nothing sooner than a line can."""

import asyncio
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from benchmarks.slow_line import line_to, slow_line

CONTENT = bytes(range(256)) * 400  # 0.1 MB


async def _serve(reader, writer):
    await reader.readexactly(1)
    writer.write(CONTENT)
    await writer.drain()
    writer.close()


async def _ask(url, count):
    """What each of so many connections brings, and the seconds until all have it."""
    before = time.perf_counter()

    async def ask():
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        writer.write(b"?")
        found = await reader.read()
        writer.close()
        return found

    return await asyncio.gather(*(ask() for _ in range(count))), time.perf_counter() - before


@pytest.mark.parametrize("count", [1, 4])
def test_connections_share_its_speed_and_each_pays_for_the_way(count):
    async def over():
        server = await asyncio.start_server(_serve, "127.0.0.1", 0)
        async with server, line_to(server.sockets[0].getsockname()[1], 5e6, 0.02) as url:
            return await _ask(url, count)

    found, taken = asyncio.run(over())
    assert found == [CONTENT] * count
    assert taken >= count * len(CONTENT) / 5e6 + 2 * 0.02  # to be connected, and to ask


def test_who_does_not_run_a_loop_has_it_in_a_block():
    class Greets(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(CONTENT)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Greets) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        with slow_line(server.server_port, 50e6, 0.001) as url:
            assert urllib.request.urlopen(url, timeout=30).read() == CONTENT
        thread.join()
