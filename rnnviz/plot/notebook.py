"""The notebook that somebody works in, if it is one."""

import sys
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

Bundle = dict[str, str]  # a media type and what is shown in it


def notebook() -> Any:
    """What shows an output in the notebook that runs this, None outside of one.

    IPython is not imported for it: in a notebook it is there.
    """
    found = getattr(sys.modules.get("IPython"), "get_ipython", None)
    shell = found() if found else None
    # IPython in a terminal has no kernel, and can show no picture
    if shell is None or getattr(shell, "kernel", None) is None:
        return None
    return shell.display_pub


@dataclass
class NotebookOutput:
    """One output of the cell that runs, which changes in its place."""

    publisher: Any
    id: str = field(default_factory=lambda: uuid4().hex)
    shown: bool = False

    def show(self, bundle: Bundle) -> None:
        """Show this instead of what it showed."""
        transient = {"display_id": self.id}
        self.publisher.publish(bundle, {}, transient=transient, update=self.shown)
        self.shown = True
