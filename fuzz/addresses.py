"""What an address of each page may say, and what it says where it is well meant."""

from collections.abc import Iterator
from functools import cache

from fuzz.prepared import CODE
from rnnviz.lectures.ready import READY
from rnnviz.nn.encoder_decoder import PARTS
from rnnviz.pretrained.registry import RECIPES
from rnnviz.pretrained.task_networks import OPENINGS
from rnnviz.sweeps.presets import PRESETS as SWEEPS
from rnnviz.ui.gradients import view
from rnnviz.ui.lectures import library
from rnnviz.ui.network import chooser, unroll_view
from rnnviz.ui.runs import run_fields
from rnnviz.ui.session import address_fields, sections
from rnnviz.ui.session.address import COMMON, SCENE
from rnnviz.ui.session.address_fields import Field
from rnnviz.ui.session.section_table import SECTIONS
from rnnviz.ui.sweeps import sweep_settings
from rnnviz.ui.tasks import controls
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.training import echo_race
from rnnviz.ui.vanishing import chain_controls, presets
from rnnviz.ui.watch import watch_view

Query = dict[str, str]
FIELDS: dict[str, tuple[Field, ...]] = {
    "unroll": unroll_view.FIELDS,
    "backpropagate": view.FIELDS,
    "vanish": chain_controls.FIELDS,
    "watch": watch_view.FIELDS,
    "truncate": echo_race.FIELDS,
    "phase": sweep_settings.FIELDS,
    "runs": run_fields.FIELDS,
    "lecture": library.FIELDS,
    **{f"tasks {name}": (controls.task_field(), *controls.fields_of(name)) for name in PANELS},
    "join": (),
    "notes": (),
}
# what the other pages ask an address for, and what every page does
WORDS = {"join": ("c",), "notes": ("c", "s")}
EVERY = (*COMMON, SCENE, "c", "s", "embed", "embed_options", "own", "page")
FLAGS = ("yes", "no")


def page_of(name: str) -> str:
    """The page's word: Tasks has a set of fields for each task."""
    return name.split()[0]


def task_of(name: str) -> Query:
    """The task that such a set of fields is for."""
    return {"task": name.split()[1]} if " " in name else {}


def names_of(name: str) -> tuple[str, ...]:
    """The words in the address that a page reads."""
    return (*(field.name for field in FIELDS[name]), *WORDS.get(name, ()))


@cache
def known() -> dict[str, tuple[Query, ...]]:
    """Addresses of each page that are well meant."""
    return {name: tuple(_known(name)) for name in FIELDS}


def _known(name: str) -> Iterator[Query]:
    page, task = page_of(name), task_of(name)
    yield task
    for lecture in READY.values():
        for scene in lecture.scenes:
            asked = dict(scene.settings)
            if scene.page == page and (not task or asked.get("task", "addition") == task["task"]):
                yield task | asked
    if page in ("unroll", "backpropagate"):
        yield from map(
            dict, (chooser.SCENES if page == "unroll" else view.SCENES | view.EARLIER).values()
        )
        yield from ({"net": word} for word in networks())
    if page == "vanish":
        yield from (dict(preset.asked) for preset in presets.PRESETS.values())
    if page == "phase":
        yield from (sweep_settings.words_of(preset.sweep) for preset in SWEEPS.values())
    if page == "runs":
        yield {"runs": "race.956718c7.1,race.956718c7.2", "base": "race.956718c7.1"}
        yield {"where": "hidden=16,status=finished", "group": "truncation", "sort": "loss"}
    if page == "truncate":
        yield {"training": "0123abcd"}
        yield from (dict(preset.asked) for preset in echo_race.PRESETS.values())
    if task:
        yield from (task | preset.asked for preset in PANELS[task["task"]].presets)
    if page in WORDS:
        yield {"c": CODE}
    if page in SECTIONS:
        yield from (task | {sections.WORD: one.word} for one in SECTIONS[page])


def networks() -> tuple[str, ...]:
    """Every network that comes along, by its word in the address."""
    tasks = [f"task.{path.stem}" for path in sorted(OPENINGS.glob("*.safetensors"))]
    parts = [f"{word}.{part}" for word in tasks for part in PARTS]
    return (*RECIPES, "random", "srn", *tasks, *parts)


@cache
def values() -> dict[str, tuple[str, ...]]:
    """What each word of an address is set to somewhere."""
    found: dict[str, dict[str, None]] = {}
    for name, fields in FIELDS.items():
        state: dict[str, object] = {"task": task_of(name).get("task", "")}
        for field in fields:
            state[field.key] = field.default(state)
            found.setdefault(field.name, {})[field.write(state[field.key])] = None
            if isinstance(state[field.key], bool):
                found[field.name] |= dict.fromkeys(FLAGS)
        for asked in known()[name]:
            for word, text in asked.items():
                found.setdefault(word, {})[text] = None
    return {word: tuple(texts) for word, texts in found.items()}


def unfolded(name: str) -> Query:
    """An address with every section open."""
    flags = [field.name for field in FIELDS[name] if field.write is address_fields.write_flag]
    return task_of(name) | dict.fromkeys(flags, "yes")
