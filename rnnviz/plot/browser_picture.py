"""A picture that the browser's side of the dashboard draws, by itself: its modules come along."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rnnviz.plot.drawn import DrawnPicture
from rnnviz.server.launch import HOME
from rnnviz.server.one_module import IMPORT, one_module

STATIC = HOME / "static"
# a module from a file may only be imported from elsewhere if it is data
SCRIPT = """<div id="host"></div><noscript>{words}</noscript><script>
const host = document.querySelector("#host"), root = host.attachShadow({{ mode: "open" }})
root.innerHTML = {skeleton}
const told = {data}
import("data:text/javascript;base64,{modules}").then(all => all.load("{module}")).then(code =>
  code.render({{ data: told, parentElement: root, setStateValue() {{}}, setTriggerValue() {{}} }}))
</script>"""


@dataclass(frozen=True)
class BrowserPicture:
    """Which module draws it, of what."""

    name: str
    data: Mapping[str, Any]

    def source(self, words: str) -> str:
        """HTML that draws it when it is opened."""
        style = (STATIC / f"{self.name}.css").read_text("utf-8")
        skeleton = f'<style>{style}</style><div class="{self.name}"></div>'
        return SCRIPT.format(
            words=words,
            skeleton=_as_script(skeleton),
            data=_as_script(self.data),
            modules=_modules(f"{self.name}.js"),
            module=f"{self.name}.js",
        )


def browser_picture(name: str, title: str, data: Mapping[str, Any], dark: bool) -> DrawnPicture:
    """The picture that a module of that name draws of its data, whose `alt` are its words."""
    words = str(data.get("alt", title))
    return DrawnPicture(title, BrowserPicture(name, data).source(words), words, dark)


def _as_script(value: Any) -> str:
    return json.dumps(value).replace("</", "<\\/")


@cache
def _modules(first: str) -> str:
    """A module and all that it imports as one, in base64."""
    sources = {path.name: path.read_text("utf-8") for path in _needed(first, set())}
    return base64.b64encode(one_module(sources).encode()).decode()


def _needed(name: str, seen: set[str]) -> Iterator[Path]:
    if name in seen:
        return
    seen.add(name)
    path = STATIC / name
    for found in re.finditer(IMPORT, path.read_text("utf-8")):
        yield from _needed(found[2], seen)
    yield path
