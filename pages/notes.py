"""Notes: what who lectures sees in a second window, and another way to drive."""

from rnnviz.ui.components.html import notice
from rnnviz.ui.frame.page import begin
from rnnviz.ui.lectures import notes_window

begin("Notes")
if problem := notes_window.refused():
    notice(problem)
else:
    notes_window.live()
notes_window.write_address()
