"""Followers of a lecture without a screen: `python -m benchmarks.followers URL CODE COUNT SECONDS`.

Each does what a browser on the page Follow does but for the drawing: it fetches all scripts, opens the
page (a session of Streamlit's, which runs the page's script), then the socket on which the lecture
comes. Prints when all are in; then, as JSON, when each follower received each new frame, and how old it
was by then.
"""

import asyncio
import json
import re
import sys
import time
import urllib.request
import zlib
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import ClientConnection, connect

from rnnviz.ui.components.static_files import ALL, plotly_address, static_address

PART = re.compile(rb'(?:src|href)="[.]?(/?static/[^"]+)"')  # of Streamlit's page
MADE = re.compile(rb'"made": ?([0-9.]+)')
HEAD = 8192  # bytes of a message in which its time stands; to count it the rest need not be unpacked
AT_ONCE = 10  # that come in at the same time: a class does not press its buttons in the same instant


class Follower:
    """One of them."""

    def __init__(self) -> None:
        self.frames: list[tuple[float, float]] = []  # when it came, seconds since 1970, and its age
        self.bytes = 0

    async def come_in(self, url: str, code: str, door: asyncio.Semaphore) -> None:
        """Open the page and both of its sockets."""
        self.frames.clear()
        async with door:
            await asyncio.to_thread(_fetch_files, url.replace("ws", "http", 1))
            self.page = await _open(f"{url}/_stcore/stream", "streamlit")
            asked = BackMsg()
            asked.rerun_script.page_name = "join"
            asked.rerun_script.query_string = urlencode({"c": code})
            await self.page.send(asked.SerializeToString())
            await self.page.recv()
            self.socket = await _open(f"{url}/live/{code}")
        self.tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._read_page())]

    async def _listen(self) -> None:
        newest = 0.0
        async for message in self.socket:
            if isinstance(message, str):
                continue
            self.bytes += len(message)
            found = MADE.search(zlib.decompressobj(31).decompress(message, HEAD))
            if found and (made := float(found[1])) > newest:
                newest, now = made, time.time()
                self.frames.append((now, now - made))

    async def _read_page(self) -> None:
        async for _ in self.page:
            pass

    def is_there(self) -> bool:
        """Whether both sockets still stand."""
        return not any(task.done() for task in self.tasks)


def _fetch_files(url: str) -> None:
    """All that a browser fetches before it can run the page, one file after the other."""
    parts = [part.decode().lstrip("/") for part in PART.findall(_fetch(f"{url}/"))]
    for part in parts:
        _fetch(f"{url}/{part}")
    _fetch(url + static_address(ALL))
    _fetch(url + plotly_address())


def _fetch(url: str) -> bytes:
    asked = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=120) as answer:
        body: bytes = answer.read()
    return body


async def _open(url: str, *protocols: str) -> ClientConnection:
    return await connect(url, subprotocols=protocols or None, max_size=None, open_timeout=120)  # type: ignore[arg-type]


async def main(url: str, code: str, count: int, seconds: float) -> None:
    """All of them, for so many seconds after the last is in."""
    door, all_of_them = asyncio.Semaphore(AT_ONCE), [Follower() for _ in range(count)]
    before = time.time()
    await asyncio.gather(*(one.come_in(url, code, door) for one in all_of_them))
    print(json.dumps({"seconds": time.time() - before}), flush=True)
    await asyncio.sleep(2.0)
    for one in all_of_them:
        one.frames.clear()
        one.bytes = 0
    start = time.time()
    await asyncio.sleep(seconds)
    print(
        json.dumps(
            {
                "start": start,
                "end": time.time(),
                "frames": [one.frames for one in all_of_them],
                "bytes": sum(one.bytes for one in all_of_them),
                "lost": sum(not one.is_there() for one in all_of_them),
            }
        ),
        flush=True,
    )
    # the process ends here, and with it all sockets


if __name__ == "__main__":
    where, name, how_many, how_long = sys.argv[1:]
    asyncio.run(main(where.replace("http", "ws", 1), name, int(how_many), float(how_long)))
