"""What networks are trained on: one file a task, which makes the data and knows its floors."""

from rnnviz.tasks.echo import Echo

TASKS = {"echo": Echo}

__all__ = ["TASKS", "Echo"]
