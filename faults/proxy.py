"""A small proxy on this machine that does what proxies do: it says for whom it asks."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

PIECE = 65_536


@asynccontextmanager
async def proxy(port: int, clients: int = 250) -> AsyncIterator[str]:
    """Forwards to a port of this machine, each connection as from another of so many addresses; gives
    the address to ask instead."""
    numbers = itertools.count()

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = next(numbers) % clients
        head = await reader.readuntil(b"\r\n\r\n")
        said = f"\r\nX-Forwarded-For: 203.0.113.7, 10.0.{number // 250}.{number % 250 + 1}\r\n\r\n"
        to_reader, to_writer = await asyncio.open_connection("127.0.0.1", port)
        to_writer.write(head[:-4] + said.encode())
        both = (_pass(reader, to_writer), _pass(to_reader, writer))
        with suppress(ConnectionError):
            await asyncio.gather(*both)

    server = await asyncio.start_server(forward, "127.0.0.1", 0, limit=PIECE)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(PIECE):
            writer.write(piece)
            await writer.drain()
    finally:
        with suppress(ConnectionError, RuntimeError):
            writer.close()
