"""Gates: what they are, what they carry, and where they make a difference."""

from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.text.language import N_

_CELLS = ("", ".gru", ".lstm")

LECTURE = Lecture(
    title=N_("Gates"),
    scenes=(
        Scene(
            page="backpropagate",
            section="matrix",
            settings={"net": "english-tanh"},
            look=N_(
                "Without gates: the whole state is written anew at every letter. Of the last "
                "loss’s gradient 7.4·10⁻³ is left 23 letters earlier."
            ),
            notes=N_(
                "The backward pass goes through tanh and the same matrix each time; there is no "
                "other path. Remember the picture: the gated ones come next."
            ),
        ),
        Scene(
            section="states",
            settings={"net": "english-gru", "show": "h,z"},
            look=N_(
                "A GRU has an update gate z for each unit: near 1 the unit keeps what it had, "
                "near 0 it takes what is new. Its stripes show which unit keeps how long."
            ),
            notes=N_(
                "Point at unit 1 at the last letter: z is 0.000, it takes the new. Look for units "
                "whose z changes at the spaces."
            ),
        ),
        Scene(
            section="step",
            settings={"net": "english-lstm", "show": "c,f"},
            look=N_(
                "An LSTM has a second state, c, and a forget gate f for each unit: at every step c is "
                "multiplied by f, and something new is added. No matrix and no tanh is on its way."
            ),
            notes=N_(
                "Unit 1 has f = 0.49 and i = 0.99, so c "
                "= 0.49 · (−0.43) + 0.99 · (−0.50) = −0.71. The output gate is 1.91·10⁻³: the unit "
                "keeps this to itself."
            ),
        ),
        Scene(
            section="anatomy",
            settings={"net": "english-lstm", "anatomy": "yes"},
            look=N_(
                "The same step as a drawing, unit 1 at the last letter. Along the top runs c: from "
                "−0.43 it is multiplied by f, gets i · g = −0.50 added, and leaves with −0.71."
            ),
            notes=N_(
                "Follow the upper line with a finger: one × and one +, nothing else. One often reads "
                "that c lies between −1 and 1. It need not: unit 8 comes to −12.49 at step 22. h does, "
                "as it is o · tanh(c)."
            ),
            question=Question(
                text=N_(
                    "A forget gate of 0.982 at every step. Which share of the cell’s gradient is "
                    "left after 50 steps?"
                ),
                kind="number",
                low=0.001,
                high=1.0,
                log=True,
                right=0.4,
            ),
        ),
        Scene(
            page="vanish",
            section="remedies",
            settings={"forget": "4"},
            look=N_(
                "An LSTM with forget bias 4 starts with gates of 0.98 and "
                "brings most of the gradient back over 50 steps; with bias 1, gates of 0.73, it "
                "dies like tanh."
            ),
            notes=N_(
                "0.982 to the power of 50 leaves 0.40, 0.731 leaves 1.6·10⁻⁷. "
                "The curves end at 0.82 and 5.1·10⁻⁵, because the state h has ways of its own. "
                "Move the bias."
            ),
        ),
        Scene(
            page="backpropagate",
            section="cells",
            settings={"net": "english-lstm", "three": "yes"},
            look=N_(
                "Trained on English all three reach about as far: 1 % is left after 23 steps "
                "with tanh, after 21 with the LSTM, and never quite with the GRU. Gates may "
                "remember, they need not."
            ),
            notes=N_(
                "On text the next letter hangs on "
                "the last few, and so the gates have learned to forget. Where the distance "
                "counts it looks different: next scene."
            ),
        ),
        Scene(
            page="tasks",
            section="training",
            settings={
                "task": "characters",
                "text": "counting",
                "most": "20",
                "runs": ",".join(f"windows25.h16{cell}.clip1" for cell in _CELLS),
                "samples": "800000",
            },
            look=N_(
                "As many b as there were a: aaaXbbb, up to 20. It must count. The two with "
                "gates fall together, close to the best that is possible; tanh of the same size "
                "stays above them."
            ),
            notes=N_(
                "It takes fifteen seconds. The lowest floor is the grammar: what remains when "
                "one counts without a mistake."
            ),
            question=Question(
                text=N_("Three networks of 16 units learn to count to 20. Which one stays behind?"),
                options=("tanh", "GRU", "LSTM", N_("none")),
                right=0,
            ),
        ),
        Scene(
            page="tasks",
            section="measures",
            settings={
                "task": "translate",
                "runs": ",".join(f"full.h64{cell}.clip1" for cell in _CELLS),
                "samples": "60000",
            },
            look=N_(
                "Dates are read to the end and only then written anew. Of unseen dates tanh gets "
                "none right, the GRU and the LSTM about nine in ten: what was read first has to last "
                "to the end."
            ),
            notes=N_(
                "This race takes a minute or two: start it before the hour, or let it run while "
                "you ask. The shares are measured on 100 dates that no network was trained on."
            ),
            question=Question(
                text=N_("How many of the unseen dates will the tanh network write without a mistake?"),
                kind="number",
                low=0.0,
                high=100.0,
                unit="%",
                right=0.0,
            ),
        ),
        Scene(
            page="tasks",
            section="measures",
            settings={
                "task": "words",
                "text": "language",
                "distance": "20",
                "upto": "yes",
                "runs": ",".join(f"windows30.h64{cell}.emb16.b20" for cell in _CELLS),
                "samples": "1500000",
            },
            look=N_(
                "I grew up in France … I speak French, with up to 20 words between. After 20 words "
                "tanh has all but forgotten the country; the GRU and the LSTM still know the "
                "language."
            ),
            notes=N_(
                "It takes about twenty seconds. Measured is the probability of the right language: "
                "who has forgotten the country gives each of five languages 20 %."
            ),
            question=Question(
                text=N_("Which of the three still know the language 20 words after the country?"),
                options=(
                    N_("all three"),
                    N_("the GRU and the LSTM"),
                    N_("the LSTM alone"),
                    N_("none"),
                ),
                right=1,
            ),
        ),
        Scene(
            page="tasks",
            section="play",
            settings={"task": "labelling", "text": "rusty woods look old"},
            look=N_(
                "What no gate can know: is this word part of a name? Up to rusty woods this GRU says "
                "yes, with 97 % and more; at look it takes both back. It reads in both directions."
            ),
            notes=N_(
                "Click the example beside it, rusty woods sings tonight: the same two words are a "
                "person. The preset “one direction, or both” shows that one cannot come below 0.14 "
                "nats a word."
            ),
            question=Question(
                text=N_("Which network can label every word right?"),
                options=(
                    N_("one direction, with more units"),
                    N_("one direction that answers two words later"),
                    N_("one direction with an LSTM"),
                    N_("none of them"),
                ),
                right=1,
            ),
        ),
    ),
)
