"""The panel of every task on the page Tasks, by the task's name. A new task gets its entry here."""

from rnnviz.ui.tasks.panels import (
    addition,
    caption,
    characters,
    execute,
    forecast,
    hello,
    labelling,
    sentiment,
    translate,
    words,
)
from rnnviz.ui.tasks.panels.base import Panel

PANELS: dict[str, Panel] = {
    "addition": addition.PANEL,
    "hello": hello.PANEL,
    "labelling": labelling.PANEL,
    "characters": characters.PANEL,
    "words": words.PANEL,
    "forecast": forecast.PANEL,
    "sentiment": sentiment.PANEL,
    "caption": caption.PANEL,
    "translate": translate.PANEL,
    "execute": execute.PANEL,
}
