"""All that can be set on any page by its address, and what nobody would set it to."""

from rnnviz.ui.gradients import view
from rnnviz.ui.lectures import library
from rnnviz.ui.network import unroll_view
from rnnviz.ui.runs import run_fields
from rnnviz.ui.sweeps import sweep_settings
from rnnviz.ui.tasks import controls
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.training import echo_race
from rnnviz.ui.vanishing import chain_controls
from rnnviz.ui.watch import watch_view

# page, and what else stands in its address -> fields
PAGES = {
    ("app.py", ""): unroll_view.FIELDS,
    ("pages/backpropagate.py", ""): view.FIELDS,
    ("pages/truncate.py", ""): echo_race.FIELDS,
    ("pages/phase.py", ""): sweep_settings.FIELDS,
    ("pages/vanish.py", ""): chain_controls.FIELDS,
    ("pages/watch.py", ""): watch_view.FIELDS,
    ("pages/runs.py", ""): run_fields.FIELDS,
    ("pages/lecture.py", ""): library.FIELDS,
    **{("pages/tasks.py", name): (controls.task_field(), *controls.fields_of(name)) for name in PANELS},
}
FIELDS = {
    f"{page} {name} {field.name}": field for (page, name), fields in PAGES.items() for field in fields
}
NASTY = {
    "a large number": str(10**18),
    "a large negative number": str(-(10**18)),
    "beyond floats": "1e400",
    "no number": "nan",
    "nothing": "",
    "NUL": "\0",
    "many digits": "9" * 100_000,
    "a long text": "a" * 100_000,
    "many commas": "1," * 50_000,
    "many words": "full.h1 " * 20_000,
    "markup": "<script>alert(1)</script>**[x](javascript:0)**",
    "deep JSON": "[" * 50_000,
    "half a pair": "\ud800",
    "a path": "../../../etc/passwd",
    "long windows": f"windows{10**18}.h4",
    "many steps": f"every{10**18}reach{10**18}each.h4",
    "large lags": f"{10**18}:0.5,3:1e400",
    "a network": "run.00000000.99999999999",
    "many runs": "run.00000000.1," * 300,
    "Arabic digits": "٣" * 20,
}
