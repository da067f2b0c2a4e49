"""A page as its reader meets it, without a browser."""

import json
import re
from pathlib import Path
from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest
from support import app_test_private
from support.figure_readers import Node, matrix, parsed, unpacked

ROOT = Path(__file__).parents[2]


class Reader:
    """Someone who looks at a page; nothing they do may end in a stack trace."""

    # looking for components in all installed packages takes longer than the page itself: once is enough
    _components = None

    def __init__(self, page: str, **query: str):
        self.at = AppTest.from_file(str(ROOT / page), default_timeout=60)
        app_test_private.share_components(self.at, Reader._components)
        self.visit(**query)
        Reader._components = app_test_private.components(self.at)

    def visit(self, **query: str) -> None:
        """Open the page by an address."""
        self._send(query)
        self.run()

    def run(self) -> None:
        self.at.run()
        self._settle()

    def _settle(self) -> None:
        problems = [f"{problem.message} {problem.stack_trace[-3:]}" for problem in self.at.exception]
        assert problems == []
        self._send(self.address)  # as the browser does from now on

    def _send(self, query: dict[str, str]) -> None:
        for name in list(self.at.query_params):
            del self.at.query_params[name]
        for name, value in query.items():
            self.at.query_params[name] = value

    # what they do

    def type(self, text: str, box: str = "text") -> None:
        self.at.text_input(key=box).set_value(text)
        self.run()

    def choose(self, **chosen) -> None:
        """Set controls by their key, one after the other."""
        for key, value in chosen.items():
            self.control(key).set_value(value)
            self.run()

    def press(self, label: str) -> None:
        (button,) = (button for button in self.at.button if button.label == label)
        button.click()
        self.run()

    def tell(self, key: str, **said) -> None:
        """What the browser's side of a component says."""
        app_test_private.tell(self.at, self._component(key).id, **said)
        self._settle()

    def edit(self, table: int, row: int, **cells) -> None:
        """Type into the cells of one row of a table, on top of what was typed there before."""
        key = self.at.data_editor[table].key
        rows = {**self.at.session_state[key]["edited_rows"]}
        rows[row] = {**rows.get(row, {}), **cells}
        self.at.session_state[key] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
        self.run()

    # what they see

    def control(self, key: str):
        """The widget with a key, of whatever kind."""
        kinds = (
            "selectbox",
            "number_input",
            "button_group",
            "toggle",
            "slider",
            "multiselect",
            "radio",
            "text_input",
        )
        (found,) = (w for kind in kinds for w in self.at.get(kind) if w.key == key)
        return found

    def has(self, key: str) -> bool:
        return any(
            getattr(element, "key", None) == key for element in app_test_private.elements(self.at)
        )

    def state(self, name: str):
        return self.at.session_state[name]

    def _component(self, key: str):
        (found,) = (e.proto for e in self.at.get("bidi_component") if e.key == key)
        return found

    def data(self, key: str) -> dict:
        """What a component was sent, but for what tells it from what a socket brings."""
        sent = self.sent(key)
        marks = ("live", "placed", "text") if {"live", "text"} <= sent.keys() else ()
        return {name: value for name, value in sent.items() if name not in marks}

    def sent(self, key: str) -> dict:
        """All that a component was sent; it must be JSON as browsers read it."""

        def refuse(word):
            raise AssertionError(f"{word} is no JSON")

        return json.loads(self._component(key).json, parse_constant=refuse)

    @property
    def picture(self) -> dict:
        """The main picture."""
        return self.data("unrolled")

    @property
    def drawn(self) -> str:
        """The text that the main picture shows."""
        return "".join(self.picture["pieces"])

    def states(self, chain: dict | None = None):
        """The hidden states that it shows, (L, T, H)."""
        picture = self.picture
        chain = chain or picture
        shape = picture["layers"] * picture["directions"], len(chain["pieces"]), picture["hidden"]
        return unpacked(chain["states"], chain["scale"], shape)

    def figure(self, key: str) -> dict:
        return json.loads(self.data(key)["figure"])

    def maps(self) -> list:
        """The numbers of the heat maps, (H, T) each."""
        return [matrix(trace["z"]) for trace in self.figure("maps")["data"]]

    @property
    def address(self) -> dict[str, str]:
        """What the page writes into the address."""
        return dict(parse_qsl(self.data("address")["query"], keep_blank_values=True))

    def _said(self, kind: str) -> list[str]:
        shown = [element.value for element in self.at.get("html")]
        nodes = [parsed(text) for text in shown if f'class="{kind}"' in text]
        # what a socket may bring stands in a place of its own
        kept = [
            node.all("." + kind)
            if any("data-live" in one.attributes for one in node.children)
            else [node]
            for node in nodes
        ]
        nodes = [node for nodes in kept for node in nodes]
        return [re.sub("^! ", "", node.text) for node in nodes]

    @property
    def notices(self) -> list[str]:
        return self._said("notice")

    @property
    def captions(self) -> list[str]:
        return self._said("caption")

    @property
    def explained(self) -> list[str]:
        """What the page says of itself, sentence by sentence."""
        found = [e.value for e in self.at.get("html") if 'class="three"' in e.value]
        return [line.text for html in found for line in parsed(html).all("p")]

    @property
    def arithmetic(self) -> list[Node]:
        """The step's arithmetic and the answer's, as HTML."""
        found = [e.value for e in self.at.get("html") if 'class="arithmetic"' in e.value]
        return [parsed(html) for html in found]

    @property
    def headings(self) -> list[str]:
        return [heading.value for heading in self.at.header]
