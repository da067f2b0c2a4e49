"""What today's pages make of addresses that earlier versions have written."""

import html
import json
import re
from pathlib import Path
from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest
from support.kept_files import listed

from rnnviz.ui.gradients import view
from rnnviz.ui.lectures import library
from rnnviz.ui.network import chooser
from rnnviz.ui.tasks import controls
from rnnviz.ui.training import echo_race
from rnnviz.ui.vanishing import chain_controls

ROOT = Path(__file__).parents[2]
PAGES = {
    "unroll": (*chooser.FIELDS, chooser.LAYER, chooser.UNIT),
    "backpropagate": view.FIELDS,
    "vanish": chain_controls.FIELDS,
    "truncate": echo_race.FIELDS,
    "lecture": library.FIELDS,
}


# what else a page has, which only its own file knows: the word in the address is the key, too
OF_THE_FILE = {"unroll": ("form", "show", "units")}


def task_of(asked):
    """The task that an address of Tasks asks for."""
    known = asked.get("task") in controls.PANELS
    return asked["task"] if known else controls.task_field().default({})


def fields_of(page, asked):
    """The fields of a page; on Tasks those of the task that is asked for."""
    if page != "tasks":
        return PAGES[page]
    name = controls.task_field()
    return (name, *controls.fields_of(task_of(asked)))


def values_of(page, at, asked):
    """What the session holds for each field of a page."""
    keys = {field.name: field.key for field in fields_of(page, asked)}
    keys |= {name: name for name in OF_THE_FILE.get(page, ())}
    return {name: at.session_state[key] for name, key in keys.items()}


def read_by_fields(page, asked):
    """What the fields of a page make of an address, without the page."""
    state, read = {}, {}
    for field in fields_of(page, asked):
        value = field.default(state)
        if field.name in asked:
            try:
                value = field.read(asked[field.name])
            except ValueError:
                read[f"{field.name} refused"] = True
        state[field.key] = read[field.name] = value
    return listed(read)


def visited(page, asked):
    """A page as a new reader opens it."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    if page != "unroll":
        at.switch_page(f"pages/{page}.py")
    for name, value in asked.items():
        at.query_params[name] = value
    at.run()
    assert [problem.message for problem in at.exception] == []
    return at


def notices(at):
    """What a page says."""
    shown = [e.value for e in at.get("html") if 'class="notice"' in e.value]
    return [html.unescape(re.sub("<[^>]*>", "", text)).strip() for text in shown]


def opened(page, asked):
    """What a page makes of an address: its settings, what it writes into the address, what it says."""
    at = visited(page, asked)
    bars = [json.loads(e.proto.json) for e in at.get("bidi_component") if e.key == "address"]
    return listed(
        {
            "values": values_of(page, at, asked),
            "address": [dict(parse_qsl(bar["query"], keep_blank_values=True)) for bar in bars],
            "notices": notices(at),
        }
    )
