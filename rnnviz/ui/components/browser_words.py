"""The words of the modules in `static/`, which the page hands them in the reader's language."""

from rnnviz.text.language import ENGLISH, N_, _, current

UNROLLED = (
    N_("1 a second"),
    N_("2 a second"),
    N_("4 a second"),
    N_("Current step"),
    N_("Next step"),
    N_("Next step (→)"),
    N_("Previous step"),
    N_("Previous step (←)"),
    N_("Speed"),
    N_("Step <b>{step}</b> of {steps}"),
    N_("Step <b>{step}</b> of {steps}: reads <b>{piece}</b>"),
    N_("Step <b>{step}</b> of {steps}: reads <b>{piece}</b>, answers <b>{answer}</b>"),
    N_("Step <b>{step}</b> of {steps}: reads <b>{piece}</b>, answers <b>{answer}</b> ({chance})"),
    N_("Step <b>{step}</b> of {steps}: reads <b>{piece}</b>, expects <b>{answer}</b> ({chance})"),
    N_("Steps a second"),
    N_("The arrow keys move through the steps."),
    N_("The folded network: one cell with a loop"),
    N_("Walk through the steps (space)"),
    N_("after {where}: {found}"),
    N_("embedding, then input to hidden"),
    N_("folded"),
    N_("h of each unit"),
    N_("h of {count} of {of} units"),
    N_("hidden to hidden"),
    N_("hidden to output"),
    N_("input to hidden"),
    N_("no number any more: it overflowed"),
    N_("overflow"),
    N_("overflowed"),
    N_("step {step} of {steps}"),
    N_("step {step}, “{piece}”"),
    N_("{count} units"),
    N_("{what} of layer {layer}, right to left: one and the same matrix at every step"),
    N_("{what} of layer {layer}: one and the same matrix at every step"),
    N_("{what}, right to left: one and the same matrix at every step"),
    N_("{what}: one and the same matrix at every step"),
    N_("{where} is not in the vocabulary: read as all zeros"),
    N_("{where}: h of unit {unit} is {value}"),
    N_("{where}: h of unit {unit} of layer {layer} is {value}"),
    N_("{where}: h of unit {unit} of layer {layer}, right to left, is {value}"),
    N_("{where}: h of unit {unit}, right to left, is {value}"),
    N_("½ a second"),
    N_("▶ Play"),
    N_("❚❚ Pause"),
)
ARRIVALS = (
    N_("Row above"),
    N_("Row above (←)"),
    N_("Row below"),
    N_("Row below (→)"),
    N_("Row: the step of the loss"),
    N_("The arrow keys choose another step."),
    N_("Watch it travel again"),
    N_("cut"),
    N_("overflow"),
    N_("step {step}"),
    N_("step {step}, “{piece}”"),
    N_("{cut} stops here"),
    N_("{where}: a push of 1 to {letter} there moves {start} by up to {norm}"),
    N_("{where}: nothing arrives"),
    N_("{where}: overflowed"),
    N_("{where}: the gradient by {letter} has the norm {norm}"),
    N_("{where}: the gradient by {letter} has the norm {norm}, and by what is read there {read}"),
    N_("{where}: {cut} stops its effect before it arrives; it would be {norm}"),
    N_("{where}: {cut} stops the gradient before it arrives; it would be {norm}"),
    N_("↺ Play again"),
)
DRAW = (
    N_("Clear"),
    N_("Invert"),
    N_("Picture of 8 by 8 cells. The arrow keys move, space fills or empties."),
    N_("row {row}, column {column}"),
)
FIGURE = (
    N_("Numbers as a table"),
    N_("Save as a picture"),
    N_("Show all of it again"),
    N_(
        "Values of the picture: the arrow keys go from one to the next, "
        "Page Up and Page Down to another picture"
    ),
    N_("in brackets: what is drawn faded"),
    N_("not every row and column is shown"),
    N_("not every row is shown"),
    N_("no value"),
    N_("picture {number} of {count}"),
    N_("place"),
    N_("row"),
    N_("series {number}"),
    N_("value"),
)


def words(texts: tuple[str, ...]) -> dict[str, str]:
    """English texts and what they are in the reader's language; nothing for English."""
    return {} if current() == ENGLISH else {text: _(text) for text in texts}
