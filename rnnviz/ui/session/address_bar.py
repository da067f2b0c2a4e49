"""The browser's address, written without a new step in its history."""

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlencode

import streamlit as st


@cache
def _address_component() -> Callable[..., Any]:
    # st.query_params would add a step to the browser's history for every key typed
    return st.components.v2.component(
        "rnnviz_address",
        html="<span></span>",
        js="""
export default function ({ data }) {
  const search = data.query ? "?" + data.query : ""
  if (search === location.search) return
  history.replaceState(history.state, "", location.pathname + search + location.hash)
}
""",
    )


def address_bar(query: dict[str, str]) -> None:
    """Write a page's state into the browser's address, without a new step in its history."""
    _address_component()(key="address", data={"query": urlencode(query)}, height=1)
