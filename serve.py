"""What is served: the pages, the files that they are made of, and the sockets of those who follow a
lecture or watch a training. `streamlit run serve.py`."""

import sys
from functools import partial
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route, WebSocketRoute

from rnnviz.experiments.store import Store
from rnnviz.server.browser_secret import BrowserSecrets
from rnnviz.server.follower_socket import FollowerSockets
from rnnviz.server.packed_files import PackedFiles
from rnnviz.server.picture_sockets import PictureSockets
from rnnviz.settings.sources import current
from rnnviz.ui.components.live_channels import open_channel
from rnnviz.ui.components.live_feed import PATH
from rnnviz.ui.components.static_files import PLOTLY, PLOTLY_FILE, STATIC, base_path
from rnnviz.ui.session.pages import FED
from rnnviz.ui.session.store import open_store
from rnnviz.ui.session.streamlit_private import keep_pages_whole

FOLDERS = {
    f"{base_path()}/app/static/": STATIC,
    f"{base_path()}/plotly/": PLOTLY,
    f"{base_path()}/static/": Path(st.__file__).parent / "static" / "static",
}


try:
    current()
except ValueError as problem:  # before anybody is served otherwise than was asked
    sys.exit(str(problem))
keep_pages_whole()
pictures = PictureSockets(partial(open_channel, open_store, FED))


def plotly(request: Request) -> FileResponse:
    """plotly.js for a browser that takes nothing packed."""
    return FileResponse(PLOTLY / PLOTLY_FILE, media_type="text/javascript")


app = st.App(
    "app.py",
    routes=[
        Route(f"{base_path()}/plotly/{PLOTLY_FILE}", plotly),
        WebSocketRoute(f"{base_path()}/live/{{code}}", FollowerSockets(Store).follow),
        WebSocketRoute(f"{base_path()}/{PATH}", pictures.serve),
    ],
    middleware=[Middleware(PackedFiles, folders=FOLDERS), Middleware(BrowserSecrets)],
)
