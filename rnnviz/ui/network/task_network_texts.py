"""What is said of networks of Tasks and Truncate where other pages read them; their examples."""

from rnnviz.nn.tokenizer import pieces
from rnnviz.runs.run import Run
from rnnviz.tasks import Echo, Task
from rnnviz.tasks.echo_typed import example
from rnnviz.text.language import N_, _, _n, listed

EXAMPLES = {
    ("addition", ""): "1011 + 0110",
    ("hello", ""): "hello",
    ("labelling", ""): "rusty woods sings tonight",
    ("characters", ""): "the value of the function",
    ("words", ""): "After learning his achievement",
    ("forecast", ""): "0; 0.5; 0.9; 1; 0.9; 0.5",
    ("sentiment", ""): "not bad at all",
    ("caption", "encoder"): " ".join(
        "1" if row in (0, 7) or column in (0, 7) else "0" for row in range(8) for column in range(8)
    ),
    ("caption", "decoder"): "a large frame",
    ("translate", "encoder"): "3 march 1998",
    ("translate", "decoder"): "1998-03-03",
    ("execute", "encoder"): "print(7+5)",
    ("execute", "decoder"): "12",
}
DECODES = {
    False: N_(
        "It starts from the state in which its encoder ended, reads ⊢ first and then each "
        "token that was written, and answers with the next one, at last with ⊣."
    ),
    True: N_(
        "It starts from the state in which its encoder ended and reads c beside every token; what "
        "c gives is the same at each step and stands in its bias here."
    ),
}
POOLED = {
    (
        "last",
        False,
    ): N_(
        "Its verdict is the answer of the last step; the ones before are what it would have said there."
    ),
    (
        "last",
        True,
    ): N_(
        "Its verdict is read from each direction's last state: left to right the last step, "
        "right to left the first. Here both states of one step are read together."
    ),
    ("mean", False): N_("Its verdict is the mean of what stands over all steps."),
    ("mean", True): N_("Its verdict is the mean of what stands over all steps."),
}


def late(delay: int) -> str:
    """What is said of a network that answers so many steps late."""
    if not delay:
        return _("Trained on the page Tasks; here with all its numbers.")
    return _n(
        "It answers 1 step late: what stands over a step is the answer for the one 1 step before.",
        "It answers {delay} steps late: what stands over a step is the answer for the one {delay} "
        "steps before.",
        delay,
    ).format(delay=delay)


def of_echo(task: Echo, run: Run) -> str:
    """What is said of a run on Echo."""
    said = _(
        "Trained on the page Truncate. Type bits: what is due is a coin, tossed once for each step and "
        "weighted by the bits that many steps back: {lags}; before the longest of them nothing is due."
    ).format(lags=listed(map(str, task.lags)))
    if run.carry or run.truncation.every is None:
        return said
    return f"{said} " + _(
        "It was trained with a state that is reset every {every} steps; here its state goes on."
    ).format(every=run.truncation.every)


def example_of(task: Task, part: str, mode: str, known: tuple[str, ...] | None) -> str:
    """What stands in for a text, in a mode, of the `known` tokens if there are such."""
    if isinstance(task, Echo):
        return example(task)
    one = EXAMPLES.get((task.name, part), "")
    if known is None or all(piece in known for piece in pieces(one, mode)):
        return one
    return (" " if mode == "words" else "").join(known[2:7])
