"""The tasks of the page Tasks, by their words in the address."""

TASKS = (
    "addition",
    "hello",
    "labelling",
    "characters",
    "words",
    "forecast",
    "sentiment",
    "caption",
    "translate",
    "execute",
)
