"""Phase diagram: which lag can be learned at which truncation?"""

import streamlit as st

from rnnviz.storage.database import StoreError
from rnnviz.ui.components.html import notice
from rnnviz.ui.components.show_code import show_code
from rnnviz.ui.frame.page import begin
from rnnviz.ui.frame.references import references
from rnnviz.ui.session import address
from rnnviz.ui.session.recording import flush
from rnnviz.ui.sweeps import live_map, sidebar
from rnnviz.ui.sweeps import sweep_settings as settings
from rnnviz.ui.sweeps.cell_code import experiment_now
from rnnviz.ui.training.race_code import code_of


def page() -> None:
    """Everything beside the sidebar."""
    try:
        live_map.live_map(settings.sweep())
    except (ValueError, StoreError) as problem:
        notice(str(problem), to_class=False)
        address.write_address(settings.FIELDS)


begin("Phase diagram")
for complaint in address.open_address(settings.FIELDS, {}):
    notice(complaint, to_class=False)
with st.sidebar:
    sidebar.controls()
    show_code("phase", code_of(experiment_now, "phase"))
page()
references("phase")
flush()
