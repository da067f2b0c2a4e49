import asyncio

from faults.proxy import proxy


def test_it_says_for_whom_it_asks_and_passes_on_what_comes():
    heads = []

    async def serve(reader, writer):
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        await writer.drain()
        writer.close()

    async def ask():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server, proxy(server.sockets[0].getsockname()[1]) as url:
            for _ in range(2):
                reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
                writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                assert (await reader.read()).endswith(b"hi")
                writer.close()

    asyncio.run(ask())
    said = [head.decode().split("X-Forwarded-For: ")[1].strip() for head in heads]
    assert said == ["203.0.113.7, 10.0.0.1", "203.0.113.7, 10.0.0.2"]
