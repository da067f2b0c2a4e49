"""The classic programs: runs that everybody has read, with what they print."""

from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.text.language import N_

_SENTENCE = {
    "task": "words",
    "rows": "pairs",
    "runs": "windows2.h100.scaled.emb100.onebias.sgd.log2.rate0_1",
    "samples": "2000",
}
_PAIRS = {
    "task": "translate",
    "kind": "pairs",
    "padded": "yes",
    "epochs": "yes",
    "runs": "full.h128.b6.log100.rate0_001",
    "samples": "6000",
}
_PAIR = "956718c7"  # the classic pair of Echo, which comes along

LECTURE = Lecture(
    title=N_("The classic programs"),
    scenes=(
        Scene(
            page="tasks",
            section="log",
            settings={"task": "hello", "runs": "full.h8.l2.emb10.log1", "samples": "15"},
            look=N_(
                "hello is to be answered with ohlol. At update 1 the ids are 1 1 1 3 1, which is "
                "hhhoh; from update 2 on they are 3 1 2 3 2, and only the loss still falls, to 0.016."
            ),
            notes=N_(
                "It takes fifteen seconds. The ids number e, h, l and o from 0. The two l of hello "
                "are answered with l and o: a table from letter to letter could not do that."
            ),
            question=Question(
                text=N_(
                    "Two layers of 8 units, 15 updates. At which update does it first answer ohlol?"
                ),
                kind="number",
                low=1.0,
                high=15.0,
                right=2.0,
            ),
        ),
        Scene(
            page="tasks",
            section="log",
            settings={
                "task": "addition",
                "bits": "7",
                "generator": "mt19937",
                "runs": "full.h16.sigmoid.unit.squared.summed.double.nobias.sgd.b1.log1000.rate0_1",
                "samples": "10000",
            },
            look=N_(
                "16 sigmoid units learn to add, bit by bit, one sum an update. At update 3,000 the log "
                "says 4 + 73 = 223; from update 6,000 on all of its lines are right."
            ),
            notes=N_(
                "It takes fifteen seconds. Up to update 5,000 every line is wrong, as if nothing were "
                "learned; then the carry is found. Of the last 500 sums none is wrong."
            ),
            question=Question(
                text=N_(
                    "10,000 sums, each seen once, and a line of the log for every 1,000th. Which line "
                    "is the first with a right sum?"
                ),
                options=("1,000", "3,000", "6,000", "9,000"),
                right=2,
            ),
        ),
        Scene(
            page="tasks",
            section="batches",
            settings=_SENTENCE | {"speed": "10 a second", "batches": "yes"},
            look=N_(
                "A sentence of 21 words has 20 pairs: a word, and the one after it. Five rows are read "
                "side by side and begin at 0, 3, 6, 9 and 12; an update reads 2 pairs of each."
            ),
            notes=N_(
                "They begin (20 − 1) // 5 = 3 apart. Ask, then start: ten updates a second, so that "
                "the windows are seen to move. The state goes along, the gradient does not."
            ),
            question=Question(
                text=N_(
                    "At first it is as unsure as among 19 words: a perplexity of 19. Where is it after "
                    "100 epochs?"
                ),
                kind="number",
                low=1.0,
                high=19.0,
                right=1.04,
            ),
        ),
        Scene(
            page="tasks",
            section="training",
            settings=_SENTENCE,
            look=N_(
                "1.04: it knows the sentence by heart. Who knows the last word alone comes to 1.15, as "
                "in and his both stand in it twice. Only the state can tell which word follows."
            ),
            notes=N_(
                "Perplexity is e to the power of the loss. It has read this one sentence and no other: "
                "it is not the language that was learned here."
            ),
        ),
        Scene(
            page="tasks",
            section="log",
            settings={
                "task": "characters",
                "rows": "passes",
                "runs": (
                    "windows25.h100.small.summed.double.onebias.adagrad.b1.log100"
                    ".clipvalue5.eps1e-08.rate0_1"
                ),
                "samples": "250000",
            },
            look=N_(
                "A hundred lines of Python: 100 units, windows of 25, every derivative cut at 5. The "
                "smoothed loss falls from 100 to about 53, and the samples go from letters to what "
                "looks like words."
            ),
            notes=N_(
                "It takes some seconds. Read the samples aloud, one every 100 updates, the newest on "
                "top. First come the spaces, then short words."
            ),
            question=Question(
                text=N_(
                    "There are 55 different characters, so a window of 25 begins at 25 · ln 55 = 100 "
                    "nats. Where is the smoothed loss after 10,000 updates?"
                ),
                kind="number",
                low=0.0,
                high=100.0,
                unit=N_("nats"),
                right=53.0,
            ),
        ),
        Scene(
            page="tasks",
            section="log",
            settings=_PAIRS,
            look=N_(
                "Six pairs of words, each read into one vector and answered from it. After 100 updates "
                "high is answered with wow; after 200 all six are right."
            ),
            notes=N_(
                "All words are padded to five letters with ?, and the letters a to z can be read. Ask "
                "when the six are right, before you go on."
            ),
            question=Question(
                text=N_(
                    "Six words are all that it learns. What will it answer to a seventh, old, that it "
                    "has never read?"
                ),
                options=(
                    N_("no answer at all"),
                    N_("one of its six answers"),
                    N_("letters that make no word"),
                    N_("the word itself"),
                ),
                right=1,
            ),
        ),
        Scene(
            page="tasks",
            section="play",
            settings=_PAIRS | {"of": "1", "text": "old"},
            look=N_(
                "old was never read, and yet it is answered, with women: whatever comes, the decoder "
                "says something. The plural mans is answered like man, and so with all six words."
            ),
            notes=N_(
                "It plays with the run of the scene before: start that one first. Then type mans and "
                "girls. Nobody has told it what a plural is; the s at the end just changes the vector "
                "too little."
            ),
        ),
        Scene(
            page="runs",
            section="chart",
            settings={"runs": f"race.{_PAIR}.1,race.{_PAIR}.2", "base": f"race.{_PAIR}.1"},
            look=N_(
                "The classic pair of Echo on one chart, one as the baseline: less the loss of “cut "
                "every 5, 4 units” the other’s comes to −0.062 nats. Both know lag 3; the difference "
                "is what lag 8 is worth."
            ),
            notes=N_(
                "At best it is worth 0.065 nats, the distance of the two floors. Whatever was trained, "
                "watched or brought as a CSV can lie on this chart: last year’s race beside this "
                "year’s."
            ),
            question=Question(
                text=N_(
                    "Both networks know lag 3, one learns lag 8, too. How much lower can its loss come?"
                ),
                options=(N_("0.065 nats"), N_("0.142 nats"), N_("0.207 nats"), N_("0.455 nats")),
                right=0,
            ),
        ),
    ),
)
