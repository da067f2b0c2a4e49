"""What is served: the pages, and the sockets of all who follow a lecture. `streamlit run serve.py`."""

import streamlit as st
from starlette.routing import WebSocketRoute

from rnnviz.live import Live
from rnnviz.store import Store
from rnnviz.ui.components import base_path

app = st.App("app.py", routes=[WebSocketRoute(f"{base_path()}/live/{{code}}", Live(Store).follow)])
