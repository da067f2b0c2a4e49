"""A line of so many bytes a second, with its time to and fro, between a browser and a port of this
machine.

Chromium has one of its own, which after some visits forgets what waits in it and lets nothing through.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

PIECE = 4_096  # bytes of each connection by turns
HEAD = 40  # bytes that are sent with each
AHEAD = 0.02  # seconds that what is sent may wait before the line, so that it never stands idle


@contextmanager
def slow_line(port: int, speed: float, round_trip: float) -> Iterator[str]:
    """Gives the address to ask instead; `speed` in bytes a second each way, `round_trip` in seconds."""
    begun: list[str] = []
    ready, over = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def stand() -> None:
        async with line_to(port, speed, round_trip) as url:
            begun.append(url)
            ready.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(stand(),))
    thread.start()
    ready.wait()
    try:
        yield begun[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


@asynccontextmanager
async def line_to(port: int, speed: float, round_trip: float) -> AsyncIterator[str]:
    """The same within an event loop."""
    up, down = Way(speed, round_trip / 2), Way(speed, round_trip / 2)
    connections: set[asyncio.Task[None]] = set()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connections.add(task)
        task.add_done_callback(connections.discard)
        await asyncio.sleep(round_trip)  # until a real one would stand
        to_reader, to_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(up.carry(reader, to_writer), down.carry(to_reader, writer))

    listening = await asyncio.start_server(connect, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    finally:
        listening.close()
        for task in list(connections):
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)


class Way:
    """One direction, which all connections share: a piece departs after all that came before it."""

    def __init__(self, speed: float, delay: float) -> None:
        self.speed = speed
        self.delay = delay
        self.free = 0.0  # when, by the loop's clock, all that has come so far has departed

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what one connection brings, until it ends."""
        loop = asyncio.get_running_loop()
        try:
            while piece := await reader.read(PIECE):
                loop.call_at(self._arrives(loop.time(), len(piece)), writer.write, piece)
                await asyncio.sleep(self.free - AHEAD - loop.time())
            await asyncio.sleep(self._arrives(loop.time(), 0) - loop.time())
        except ConnectionError:
            pass  # whoever asked has gone
        finally:
            writer.close()

    def _arrives(self, now: float, size: int) -> float:
        self.free = max(now, self.free) + (HEAD + size) / self.speed
        return self.free + self.delay
