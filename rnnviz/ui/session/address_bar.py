"""Tells the browser what its address is to be; `static/address.js` writes it there."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import streamlit as st

# st.query_params would add a step to the browser's history for every key typed. The module may come
# later than the first address.
SCRIPT = """
export default function ({ data }) {
  window.rnnvizAddress = data
  window.dispatchEvent(new Event("rnnviz address"))
}
"""


@cache
def _address_component() -> Callable[..., Any]:
    return st.components.v2.component("rnnviz_address", html="<span></span>", js=SCRIPT)


def address_bar(wanted: Mapping[str, Any]) -> None:
    """Have a page's state written into the browser's address: AddressData in `static/types.d.ts`."""
    _address_component()(key="address", data=dict(wanted), height=1)
