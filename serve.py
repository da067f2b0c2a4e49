"""What is served: the pages, the files that they are made of, and the sockets of those who follow a
lecture or watch a training. `streamlit run serve.py`."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route, WebSocketRoute

from rnnviz.experiments.process_limits import keep_to_one_thread
from rnnviz.experiments.store import Store
from rnnviz.server import open_files, own_link
from rnnviz.server.browser_secret import BrowserSecrets
from rnnviz.server.departures import Departures
from rnnviz.server.doorkeeper import Doorkeeper
from rnnviz.server.first_page import FirstPage, first_page, with_imported
from rnnviz.server.follower_socket import FollowerSockets
from rnnviz.server.greeting import greeting
from rnnviz.server.own_address import own_address
from rnnviz.server.own_link import OwnLinks
from rnnviz.server.packed_files import PackedFiles
from rnnviz.server.picture_sockets import PictureSockets
from rnnviz.settings.sources import current
from rnnviz.ui.components import kept_numbers
from rnnviz.ui.components.icons import icons_version
from rnnviz.ui.components.live_channels import open_channel
from rnnviz.ui.components.live_feed import PATH
from rnnviz.ui.components.static_files import (
    ALL,
    PLOTLY,
    PLOTLY_FILE,
    STATIC,
    base_path,
    delivered,
    static_address,
)
from rnnviz.ui.session import machine_link, page_clock, streamlit_server
from rnnviz.ui.session.pages import FED, FOLLOW, TYPED, WATCH
from rnnviz.ui.session.store import open_store
from rnnviz.ui.session.streamlit_private import (
    around_runs,
    distrust_browsers,
    keep_pages_whole,
    limit_uploads,
)
from rnnviz.ui.session.uploads import most_mebibytes

FOLDERS = {
    f"{base_path()}/app/static/": STATIC,
    f"{base_path()}/plotly/": PLOTLY,
    f"{base_path()}/static/": streamlit_server.DELIVERED / "static",
}


try:
    current()
except ValueError as problem:  # before anybody is served otherwise than was asked
    sys.exit(str(problem))
keep_to_one_thread()
keep_pages_whole()
around_runs(page_clock.timed)
distrust_browsers()
own_links = OwnLinks(open_store, f"{base_path()}/")
streamlit_server.ask_nobody_outside()
streamlit_server.leave_proxies_to_us()
streamlit_server.hold_fewer_files()
streamlit_server.send_at_once()
limit_uploads(most_mebibytes())
elements = with_imported(streamlit_server.DELIVERED / "static" / "js", streamlit_server.FIRST_ELEMENTS)
first = first_page(
    streamlit_server.delivered_page(),
    [
        *(f"./static/js/{name}" for name in elements),
        static_address(ALL),
    ],
    icons_version(),
)
pictures = PictureSockets(partial(open_channel, open_store, FED | TYPED | {FOLLOW, WATCH}))


def plotly(request: Request) -> FileResponse:
    """plotly.js for a browser that takes nothing packed."""
    return FileResponse(PLOTLY / PLOTLY_FILE, media_type="text/javascript")


def numbers(request: Request) -> Response:
    """What a picture shows to the last digit, for who saves it."""
    kept = kept_numbers.kept_numbers.find(request.path_params["stamp"])
    if kept is None:
        return Response(status_code=404)
    return Response(kept.body(), media_type="text/plain", headers={"Cache-Control": "no-store"})


@asynccontextmanager
async def serving(_: Any) -> AsyncIterator[None]:
    """Say where we are found while we serve, and how a browser becomes the machine's user."""
    listens, port = str(st.get_option("server.address") or ""), int(st.get_option("server.port"))
    encrypted = bool(st.get_option("server.sslCertFile"))
    print(*greeting(listens, port, base_path(), encrypted, own_address()), sep="\n")
    if said := machine_link.sentence(Store):
        print(said)
    if warning := open_files.warning(open_files.raise_limit()):
        print(warning)
    print(flush=True)
    yield


app = st.App(
    "app.py",
    lifespan=serving,
    routes=[
        Route(f"{base_path()}/{own_link.PATH}", own_links.follow, methods=["GET", "POST"]),
        Route(f"{base_path()}/plotly/{PLOTLY_FILE}", plotly),
        Route(f"{base_path()}/{kept_numbers.PATH}/{{stamp}}", numbers),
        WebSocketRoute(f"{base_path()}/live/{{code}}", FollowerSockets(Store).follow),
        WebSocketRoute(f"{base_path()}/{PATH}", pictures.serve),
    ],
    middleware=[
        Middleware(Doorkeeper, settings=current, page=first, base=base_path()),
        Middleware(PackedFiles, folders=FOLDERS, edit=delivered),
        Middleware(FirstPage, page=streamlit_server.delivered_page(), instead=first),
        Middleware(BrowserSecrets),
        Middleware(Departures),
    ],
)
