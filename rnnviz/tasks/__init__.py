"""What networks are trained on: one file a task, which makes the data and knows its floors."""

from rnnviz.examples import Examples
from rnnviz.tasks.addition import Addition
from rnnviz.tasks.characters import Characters
from rnnviz.tasks.echo import Echo
from rnnviz.tasks.hello import Hello
from rnnviz.tasks.protocol import AnswerTask, ExampleTask, PooledTask, StreamTask, Task
from rnnviz.tasks.words import Words

TASKS: dict[str, type[Task]] = {task.name: task for task in (Echo, Addition, Hello, Characters, Words)}

__all__ = [
    "TASKS", "Addition", "AnswerTask", "Characters", "Echo", "ExampleTask", "Examples", "Hello",
    "PooledTask", "StreamTask", "Task", "Words",
]  # fmt: skip
