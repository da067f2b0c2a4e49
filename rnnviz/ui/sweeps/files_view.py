"""A sweep as files: its JSON, out and in, and its runs as CSV and Parquet."""

from dataclasses import dataclass

import streamlit as st
from pydantic import ValidationError

from rnnviz.sweeps.export import to_csv, to_parquet
from rnnviz.sweeps.model import Sweep, explain_sweep
from rnnviz.text.language import _
from rnnviz.ui.components.html import caption, notice
from rnnviz.ui.components.unfolds import unfolds
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.sweeps import sweep_settings as settings
from rnnviz.ui.sweeps.sweep_now import SweepNow
from rnnviz.ui.sweeps.sweep_settings import KEY

MOST_LETTERS = 100_000  # of a sweep as JSON
BOX = KEY + "json text"
NAME = "sweep"


@dataclass
class RefusedSweep:
    """Why what was typed as a sweep could not be opened."""

    said: str = ""


def files_view(now: SweepNow) -> None:
    """On demand: the sweep as JSON, to be copied and to be changed, and its runs as tables."""
    with unfolds(KEY + "json", _("Files")) as opened:
        if not opened:
            return
        with st.container(horizontal=True):
            _download("JSON", now.sweep.to_json(), "json", "application/json")
            if now.found is not None and now.results:
                _download("CSV", to_csv(now.sweep, now.found), "csv", "text/csv")
                parquet = to_parquet(now.sweep, now.found)
                _download("Parquet", parquet, "parquet", "application/vnd.apache.parquet")
        _json_box(now.sweep)


def _download(label: str, data: str | bytes, ending: str, kind: str) -> None:
    st.download_button(
        label,
        data,
        f"{NAME}.{ending}",
        kind,
        icon=":material/download:",
        key=f"phase file {ending}",
        on_click="ignore",
    )


def _json_box(sweep: Sweep) -> None:
    """The sweep's JSON, which opens another one when it is changed."""
    text = sweep.model_dump_json(indent=2, exclude_defaults=True)
    st.text_area(
        _("This sweep as JSON; paste another one to open it"),
        text,
        key=f"{BOX} {sweep.digest[:12]} {sweep.measure}",
        max_chars=MOST_LETTERS,
        height=240,
    )
    st.button(_("Open it"), key="phase open json", on_click=_opened, args=(sweep,))
    if said := page_state(RefusedSweep).said:
        notice(said, to_class=False)
    caption(
        _("From a shell: {command} trains it without a browser.").format(
            command="rnnviz sweep sweep.json"
        ),
        to_class=False,
    )


def _opened(sweep: Sweep) -> None:
    state = page_state(RefusedSweep)
    text = str(st.session_state.get(f"{BOX} {sweep.digest[:12]} {sweep.measure}", ""))
    state.said = ""
    try:
        settings.show(Sweep.from_json(text))
    except ValidationError as error:
        state.said = " ".join(explain_sweep(error))
    except (ValueError, RecursionError) as error:
        state.said = str(error)
