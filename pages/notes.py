"""Notes: what who lectures sees in a second window, and another way to drive."""

from rnnviz.ui import noting
from rnnviz.ui.page import begin, notice

begin("Notes")
if problem := noting.refused():
    notice(problem)
else:
    noting.live()
