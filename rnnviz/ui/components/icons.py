"""The icons of our pages, as a font of a fortieth the size of Streamlit's, which has all there are.

`scripts/icons.py` writes it.
"""

import hashlib
from base64 import b64encode
from pathlib import Path

FILE = Path(__file__).with_name("icons.woff2")


def icons_address() -> str:
    """The font itself as an address, for styles to hold."""
    return f"data:font/woff2;base64,{b64encode(FILE.read_bytes()).decode()}"


def icons_version() -> str:
    """Another one for each version of the font."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()[:12]
