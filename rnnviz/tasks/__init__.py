"""What networks are trained on: one file a task, which makes the data and knows its floors."""

from rnnviz.data.examples import Examples
from rnnviz.tasks.addition import Addition
from rnnviz.tasks.base import AnswerTask, ExampleTask, PooledTask, StreamTask, Task
from rnnviz.tasks.caption import Caption
from rnnviz.tasks.characters import Characters
from rnnviz.tasks.echo import Echo
from rnnviz.tasks.execute import Execute
from rnnviz.tasks.forecast import Forecast
from rnnviz.tasks.hello import Hello
from rnnviz.tasks.labelling import Labelling
from rnnviz.tasks.sentiment import Sentiment
from rnnviz.tasks.translate import Translate
from rnnviz.tasks.words import Words

TASKS: dict[str, type[Task]] = {
    task.name: task
    for task in (
        Echo,
        Addition,
        Hello,
        Labelling,
        Characters,
        Words,
        Forecast,
        Sentiment,
        Caption,
        Translate,
        Execute,
    )
}

__all__ = [
    "TASKS",
    "Addition",
    "AnswerTask",
    "Caption",
    "Characters",
    "Echo",
    "ExampleTask",
    "Examples",
    "Execute",
    "Forecast",
    "Hello",
    "Labelling",
    "PooledTask",
    "Sentiment",
    "StreamTask",
    "Task",
    "Translate",
    "Words",
]
