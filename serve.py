"""What is served: the pages, the files that they are made of, and the sockets of all who follow a
lecture. `streamlit run serve.py`."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route, WebSocketRoute

from rnnviz.experiments.store import Store
from rnnviz.server.follower_socket import FollowerSockets
from rnnviz.server.packed_files import PackedFiles
from rnnviz.ui.components.static_files import PLOTLY, PLOTLY_FILE, STATIC, base_path

FOLDERS = {
    f"{base_path()}/app/static/": STATIC,
    f"{base_path()}/plotly/": PLOTLY,
    f"{base_path()}/static/": Path(st.__file__).parent / "static" / "static",
}


def plotly(request: Request) -> FileResponse:
    """plotly.js for a browser that takes nothing packed."""
    return FileResponse(PLOTLY / PLOTLY_FILE, media_type="text/javascript")


app = st.App(
    "app.py",
    routes=[
        Route(f"{base_path()}/plotly/{PLOTLY_FILE}", plotly),
        WebSocketRoute(f"{base_path()}/live/{{code}}", FollowerSockets(Store).follow),
    ],
    middleware=[Middleware(PackedFiles, folders=FOLDERS)],
)
