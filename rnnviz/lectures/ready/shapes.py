"""Sequences of every shape: one answer a step, one a sequence, and sequences from one."""

from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.text.language import N_

LECTURE = Lecture(
    title=N_("Sequences of every shape"),
    scenes=(
        Scene(
            page="tasks",
            section="play",
            settings={"task": "hello"},
            look=N_(
                "Four shapes: an answer at every step, one at the end, many from one input, and "
                "many after all was read. The first: hello is answered with ohlol, letter by "
                "letter."
            ),
            notes=N_(
                "Name the four cards. In the table each column is a step; the two l get "
                "different answers, l and o. Press Start and watch it learn: it takes "
                "fifteen seconds."
            ),
        ),
        Scene(
            page="tasks",
            section="play",
            settings={"task": "characters"},
            look=N_(
                "An answer at every step, of what comes next: then one can draw from the "
                "answers, and it writes. Yellow letters surprised it; the first letter of a word does "
                "so nearly three times as much as others."
            ),
            notes=N_(
                "Turn the temperature to 0 and to 2 and read aloud. Its surprise is 1.34 nats a "
                "letter here; who knows only the frequencies has 3.00."
            ),
        ),
        Scene(
            page="tasks",
            section="play",
            settings={"task": "addition", "first": "255", "second": "1"},
            look=N_(
                "255 + 1 = 256: one carry runs through all eight bits, and unit 8 holds it, at "
                "about −0.85 all the way. It was trained on 8 bits and adds 16 as well."
            ),
            notes=N_(
                "Let the class call out numbers. The unit that follows the carry best stands on "
                "top: r = −0.99. The length is not built in anywhere."
            ),
        ),
        Scene(
            page="tasks",
            section="play",
            settings={"task": "sentiment", "text": "the food was bad but the"},
            look=N_(
                "One answer at the end: a review, good or bad? Read on word by word, the verdict "
                "falls below 1 % at bad; but lifts it to 9 %, and one word later it is 95 % positive."
            ),
            notes=N_(
                "The network was only ever asked at the ends of reviews; what it says in "
                "mid-sentence it was never taught. Ask, then type or go on."
            ),
            question=Question(
                text=N_("Which of these will it call positive?"),
                options=(
                    N_("the food was bad but the service was great"),
                    N_("the service was great but the food was bad"),
                    N_("both"),
                    N_("neither"),
                ),
                right=0,
            ),
        ),
        Scene(
            page="tasks",
            section="play",
            settings={"task": "sentiment", "text": "the service was great but the food was bad"},
            look=N_(
                "The same words in the other order: negative, with more than 99 %. Counting "
                "words cannot tell the two apart; it gets 63.9 % of unseen reviews right, this "
                "network 99.6 %."
            ),
            notes=N_(
                "Click the other example under the box to turn it round. Then try “nothing "
                "about the food was good”."
            ),
        ),
        Scene(
            page="tasks",
            section="play",
            settings={"task": "caption"},
            look=N_(
                "Many from one: the picture is read in one step and becomes the state that "
                "writes “a large frame in the middle”. Nothing else tells the words what is "
                "there."
            ),
            notes=N_(
                "Draw with the mouse. Of the kinds of picture that it never saw it describes "
                "about half without a mistake, 51 %; where it errs, one or two of size, shape and "
                "place are wrong, seldom all three."
            ),
        ),
        Scene(
            page="tasks",
            section="play",
            settings={"task": "translate"},
            look=N_(
                "Many after all was read: 3 March 1998 becomes 1998-03-03. The purple frame is "
                "the bridge: 128 numbers, and all that the writer gets to know."
            ),
            notes=N_(
                "Type dates in other spellings. Then ask what happens if the bridge of another "
                "date is handed over."
            ),
            question=Question(
                text=N_(
                    "We read 3 March 1998 but hand over the vector c of July 14, 2026. What is written?"
                ),
                options=("1998-03-03", "2026-07-14", N_("something of both"), N_("nonsense")),
                right=1,
            ),
        ),
        Scene(
            page="tasks",
            section="play",
            settings={"task": "translate", "text": "3 March 1998", "with": "july 14, 2026"},
            look=N_(
                "2026-07-14: c alone decides. What was read before it, faded here, has no other "
                "way to the answer."
            ),
            notes=N_(
                "That is the weakness, too: a whole text has to fit into one vector. The preset "
                "“how much fits through c?” measures it."
            ),
        ),
        Scene(
            page="tasks",
            section="play",
            settings={"task": "execute"},
            look=N_(
                "A program is read to its end and its output written: 11, and so says Python. Of "
                "unseen programs it gets 75 % right on level 1, 58 % on level 2, 43 % on level "
                "3."
            ),
            notes=N_(
                "Press Another a few times. Where it is wrong it is mostly off by one or two: "
                "it knows about how large the answer is before it knows the answer."
            ),
        ),
        Scene(
            page="tasks",
            section="play",
            settings={"task": "forecast"},
            look=N_(
                "Numbers instead of letters: up to “now” it foresees one step, off by 0.11; from "
                "there it reads its own forecasts, and 100 steps on it is still near the signal."
            ),
            notes=N_(
                "The noise itself is 0.10, so one step ahead cannot be better. The right "
                "picture shows how the free runs drift: 0.25 after 100 steps, against up to 1.3 "
                "for who repeats the last value."
            ),
        ),
    ),
)
