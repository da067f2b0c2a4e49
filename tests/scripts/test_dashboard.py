"""A server of one's own comes up on a free port, with a home of its own, and ends with its block."""

import os
import socket
import sys
import urllib.request

import pytest
from support.waiting import until

from scripts import dashboard
from scripts.dashboard import ROOT, free_port, started

# says its environment, and answers every address
SERVER = """
import os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
        self.wfile.write(f"{os.getcwd()}|{os.environ['HOME']}|{os.environ['RNNVIZ_STORE']}".encode())
print("coming up", flush=True)
HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def command(port):
    return [sys.executable, "-c", SERVER, str(port)]


def answered(url):
    with urllib.request.urlopen(url, timeout=10) as reply:
        return reply.read().decode().split("|")


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_free_port_is_one_that_can_be_listened_on():
    with socket.socket() as own:
        own.bind(("127.0.0.1", free_port()))


def test_it_answers_from_its_own_folder_and_is_gone_after_its_block(tmp_path):
    port = free_port()
    with started(command(port), port, tmp_path) as running:
        assert running.url == f"http://127.0.0.1:{port}"
        assert answered(running.url) == [str(tmp_path), str(tmp_path), str(tmp_path / "store.db")]
        assert running.log.read_text().startswith("coming up")
        assert alive(running.pid)
    until(lambda: not alive(running.pid))


def test_it_runs_from_another_folder_with_a_given_store(tmp_path):
    port, folder = free_port(), tmp_path / "other"
    folder.mkdir()
    with started(command(port), port, tmp_path, folder, tmp_path / "given.db") as running:
        assert answered(running.url) == [str(folder), str(tmp_path), str(tmp_path / "given.db")]
        assert (running.folder, running.store) == (folder, tmp_path / "given.db")


def test_it_is_gone_even_if_the_block_fails(tmp_path):
    port, seen = free_port(), []

    def fail():
        with started(command(port), port, tmp_path) as running:
            seen.append(running.pid)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    until(lambda: not alive(seen[0]))


def test_one_that_does_not_come_up_shows_its_log(tmp_path):
    failing = [sys.executable, "-c", "print('the port is taken'); raise SystemExit(3)"]
    with (
        pytest.raises(RuntimeError, match=r"did not start:\nthe port is taken"),
        started(failing, free_port(), tmp_path),
    ):
        pytest.fail("it is not there")


def test_one_that_hangs_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(dashboard, "PATIENCE", 0.2)
    hanging = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    with pytest.raises(RuntimeError, match="did not start"), started(hanging, free_port(), tmp_path):
        pytest.fail("it is not there")


def test_the_checkout_is_where_the_server_starts():
    assert (ROOT / "serve.py").is_file()


def test_an_error_within_bears_the_end_of_its_log(tmp_path):
    port = free_port()
    with pytest.raises(ZeroDivisionError) as found, started(command(port), port, tmp_path):
        raise ZeroDivisionError
    (note,) = found.value.__notes__
    assert note.startswith("How the server's log ends:\ncoming up")
