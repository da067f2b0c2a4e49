"""Runs: what did we train?"""

import streamlit as st

from rnnviz.ui.components.html import notice
from rnnviz.ui.components.show_code import show_code
from rnnviz.ui.frame.page import begin
from rnnviz.ui.frame.references import references
from rnnviz.ui.runs.live_list import live_list
from rnnviz.ui.runs.run_fields import FIELDS
from rnnviz.ui.runs.runs_code import code_now
from rnnviz.ui.session import address
from rnnviz.ui.session.recording import flush

begin("Runs")
for complaint in address.open_address(FIELDS, {}):
    notice(complaint, to_class=False)
with st.sidebar:
    show_code("runs", code_now)
live_list()
references("runs")
flush()
