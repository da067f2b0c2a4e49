"""What each task is, in a sentence, and the terms that its page uses."""

from rnnviz.text.language import N_

WHAT = {
    "addition": N_(
        "Two binary numbers are read column by column; at each the network writes a bit of the sum."
    ),
    "hello": N_("A word is read letter by letter; at each the network gives the letter that is due."),
    "labelling": N_(
        "A sentence is read word by word; at each the network says whether it is part of a name, as "
        "taggers of named entities do."
    ),
    "characters": N_("A text is read letter by letter; at each the network says which may come next."),
    "words": N_("A text is read word by word; at each the network says which word may come next."),
    "forecast": N_("A signal is read value by value; at each the network foresees the next value."),
    "sentiment": N_(
        "A review is read word by word; after the last the network says whether it is positive."
    ),
    "caption": N_(
        "A picture is read in one step; then the network writes a sentence on what is where."
    ),
    "translate": N_(
        "A date or a word is read by one network, and written in another form by a second one."
    ),
    "execute": N_("A program is read letter by letter; then another network writes what it prints."),
}
USUAL = ("floor", "nats", "samples")
MORE = {
    "words": ("perplexity", "epoch"),
    "characters": ("perplexity", "mini-batch"),
    "sentiment": ("epoch",),
    "caption": ("teacher forcing",),
    "translate": ("teacher forcing", "context vector"),
    "execute": ("teacher forcing", "context vector"),
}


def terms_of(name: str) -> tuple[str, ...]:
    """The terms of a task's page."""
    return (*USUAL, *MORE.get(name, ()))
