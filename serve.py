"""What is served: the pages, the files that they are made of, and the sockets of all who follow a
lecture. `streamlit run serve.py`."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute

from rnnviz.experiments.store import Store
from rnnviz.server.follower_socket import Live
from rnnviz.server.packed_files import PackedFiles
from rnnviz.ui.components.static_files import STATIC, base_path

FOLDERS = {
    f"{base_path()}/app/static/": STATIC,
    f"{base_path()}/static/": Path(st.__file__).parent / "static" / "static",
}

app = st.App(
    "app.py",
    routes=[WebSocketRoute(f"{base_path()}/live/{{code}}", Live(Store).follow)],
    middleware=[Middleware(PackedFiles, folders=FOLDERS)],
)
