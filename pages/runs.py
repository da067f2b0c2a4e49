"""Runs: what did we train?"""

from rnnviz.ui.components.html import notice
from rnnviz.ui.frame.page import begin
from rnnviz.ui.frame.references import references
from rnnviz.ui.runs.live_list import live_list
from rnnviz.ui.runs.run_fields import FIELDS
from rnnviz.ui.session import address
from rnnviz.ui.session.recording import flush

begin("Runs")
for complaint in address.open_address(FIELDS, {}):
    notice(complaint, to_class=False)
live_list()
references("runs")
flush()
