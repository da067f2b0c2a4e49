"""Each thing that we use of Streamlit's server beyond its public names: what it means to us."""

import asyncio
import os
import socket
from inspect import signature

import requests
import uvicorn
import uvicorn.config
from streamlit.runtime import app_session
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.web.server import server_util
from streamlit.web.server.starlette import starlette_server

from rnnviz.ui.session import streamlit_server
from rnnviz.ui.session.streamlit_server import IdleLoop


def test_nobody_outside_is_asked_for_our_address(monkeypatch):
    monkeypatch.setattr(requests, "get", lambda *_, **__: 1 / 0)
    asked = []
    monkeypatch.setattr(streamlit_server.net_util, "get_external_ip", lambda: asked.append(1))
    server_util.is_url_from_allowed_origins("http://evil.example")
    assert asked  # where it is called still; the next does not
    streamlit_server.ask_nobody_outside()
    assert not server_util.is_url_from_allowed_origins("http://evil.example")
    assert asked == [1]


def test_the_server_hands_on_who_asks_as_it_is(monkeypatch):
    monkeypatch.setattr(uvicorn.config, "ProxyHeadersMiddleware", uvicorn.config.ProxyHeadersMiddleware)
    streamlit_server.leave_proxies_to_us()

    async def app(scope, receive, send):
        pass

    config = uvicorn.Config(app, lifespan="off", log_config=None)
    config.load()
    assert config.loaded_app is app


def test_a_session_holds_no_files_but_its_socket():
    class Session:
        def __init__(self, name):
            self.name = name
            self._script_event_loop = asyncio.new_event_loop()

    streamlit_server.hold_fewer_files(Session)
    streamlit_server.hold_fewer_files(Session)  # once is enough
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    some = [Session("a") for _ in range(10)]
    after = len(os.listdir("/proc/self/fd")) if before else 0
    assert after == before and some[0].name == "a"
    assert "new_event_loop" in app_session.AppSession.__init__.__code__.co_names


def test_what_stands_in_for_the_loop_begins_and_ends_with_its_session():
    loop = IdleLoop()
    assert "event_loop" in signature(ScriptRunner.__init__).parameters
    asyncio.set_event_loop(loop)
    assert asyncio.get_event_loop() is loop
    asyncio.set_event_loop(None)
    assert not loop.is_closed()
    app_session._close_script_event_loop(loop)
    assert loop.is_closed()


def test_the_page_that_is_delivered_is_streamlits():
    assert '<div id="root">' in streamlit_server.delivered_page()


def test_what_a_connection_sends_waits_for_nothing():
    """Streamlit's listening socket does not say that it is TCP's, so asyncio leaves its connections as
    they are; what has come in by it once the server has started has the option set."""
    started = []

    class Server:
        async def startup(self, sockets=None):
            started.append(sockets)

    streamlit_server.send_at_once(Server)
    streamlit_server.send_at_once(Server)  # twice is once
    with starlette_server._bind_socket("127.0.0.1", 0, 1) as listening:
        assert listening.proto == 0
        asyncio.run(Server().startup(sockets=[listening]))
        with socket.create_connection(listening.getsockname()):
            listening.setblocking(True)
            with listening.accept()[0] as connection:
                assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert started == [[listening]]
    assert list(signature(uvicorn.Server.startup).parameters) == ["self", "sockets"]
