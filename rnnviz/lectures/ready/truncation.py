"""Truncation: what five steps cannot learn, and what they can."""

from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.text.language import N_

_FAR = {"lags": "3:0.5,12:-0.25"}
# a map that comes along finished, whatever the page opens with
_MAP = {
    **{"x": "truncation", "xs": "1-6", "y": "lag", "ys": "1-4"},
    **{"task": "3:0.5", "panels": "style=windows; style=even", "samples": "200000", "seeds": "2"},
}

LECTURE = Lecture(
    title=N_("Truncation: what five steps cannot learn"),
    scenes=(
        Scene(
            page="truncate",
            section="losses",
            settings={"runs": "windows5.h4,windows10.h16"},
            look=N_(
                "The answer depends on the bits 3 and 8 steps back. Dotted are the losses that "
                "can be reached at best: 0.66 knowing nothing, 0.52 with lag 3, 0.45 with both."
            ),
            notes=N_(
                "Before the start only the floors are there; they are computed, not trained. Ask, "
                "reveal, then start: it takes fifteen seconds."
            ),
            question=Question(
                text=N_("Two networks start. Which curve will reach 0.45?"),
                options=(
                    N_("cut every 5, 4 units"),
                    N_("cut every 10, 16 units"),
                    N_("both"),
                    N_("neither"),
                ),
                right=1,
            ),
        ),
        Scene(
            page="truncate",
            section="floors",
            settings={"runs": "windows5.h4,windows10.h16", "cases": "yes"},
            look=N_(
                "Where the floors come from. Knowing nothing, 62.5 % of the answers can be right: "
                "0.66. "
                "With lag 3 it is 62.5 or 87.5 %: 0.52. With both lags 50, 75, 75 or 100 %: 0.45, the "
                "mean of −Σ p ln p over the four cases."
            ),
            notes=N_(
                "Ask for the case in which nothing is left to guess: the bit 3 steps back is 1, the "
                "one 8 steps back 0. In the mean 75 % are right with lag 3 alone and with both: lag 8 "
                "makes no answer better, and still the loss falls."
            ),
        ),
        Scene(
            page="truncate",
            section="losses",
            settings={"runs": "windows5.h4,windows10.h16,windows5.h16,windows10.h4"},
            look=N_(
                "Two things differed: the cut and the size. Here are all four combinations. The "
                "two with 16 units go down together to 0.46, the two with 4 units stay at 0.52."
            ),
            notes=N_(
                "Let them predict before you start. The surprise is “cut every 5, 16 units”: no loss "
                "of it reaches 8 steps back, and still it learns lag 8. The state brings the bit "
                "along; the gradient only has to teach it not to forget."
            ),
            question=Question(
                text=N_("Which of the two new ones goes down to 0.46, too?"),
                options=(
                    N_("cut every 5, 16 units"),
                    N_("cut every 10, 4 units"),
                    N_("both"),
                    N_("neither"),
                ),
                right=0,
            ),
        ),
        Scene(
            page="truncate",
            section="losses",
            settings={
                "runs": "windows5.h16.readout.rate1,windows1.h16,windows5.h16,windows10.h16",
                "seeds": "8",
            },
            look=N_(
                "Who needs gradients through time? Each run has 8 seeds and shows their median. The "
                "readout alone, trained on 16 random units, ends at 0.52. Windows of 5 and 10 go on to "
                "0.46. With windows of 1 most seeds unlearn what the random state held."
            ),
            notes=N_(
                "A network whose readout alone is trained is an echo state network (Jaeger 2001). The "
                "best readout of such units would come to 0.51: plain training of a readout is slow. "
                "Point at the widest band: with windows of 1 some seeds end near 0.5, most above 0.6."
            ),
            question=Question(
                text=N_(
                    "The recurrent weights of one run stay random, only its readout is trained. Where "
                    "does its loss end?"
                ),
                options=("0.66", "0.52", "0.46"),
                right=1,
            ),
        ),
        Scene(
            page="truncate",
            section="batches",
            settings={"runs": "windows5.h16", "samples": "1000000", "batches": "yes"},
            look=N_(
                "A million bits are cut into 200 rows of 5,000, read side by side. Each update reads "
                "a window of 5 steps in every row; the state goes on into the next window, the "
                "gradient does not."
            ),
            notes=N_(
                "Start it and let them watch the window move through all rows at once. One update "
                "has 200 · 5 = 1,000 answers."
            ),
            question=Question(
                text=N_("200 rows of 5,000 steps, windows of 5. How many updates are made of them?"),
                options=("200", "1,000", "5,000", "200,000"),
                right=1,
            ),
        ),
        Scene(
            page="truncate",
            section="losses",
            settings={"runs": "windows5.h16,windows5.h16.reset"},
            look=N_(
                "The same network and the same cut. Solid: the state goes on from window to "
                "window, 0.46. Dashed: it starts from zero in each, and stops at about 0.60."
            ),
            notes=N_(
                "Carrying the state on is what makes truncated training work at all. With "
                "resets a window of 5 shows lag 3 to two steps of five, and lag 8 to none."
            ),
            question=Question(
                text=N_("If the state starts from zero in every window of 5: where does the loss end?"),
                options=("0.45", "0.52", "0.60", "0.66"),
                right=2,
            ),
        ),
        Scene(
            page="truncate",
            section="recall",
            settings={"runs": "windows5.h4,windows5.h16", "seeds": "8"},
            look=N_(
                "Upwards: how much the state knows of each earlier bit (median of 8 seeds). Downwards: "
                "how many losses reach it. None reaches 8 steps back, yet 16 units know more than "
                "three quarters of that bit, with every seed; 4 units less than a fifth."
            ),
            notes=N_(
                "The thin marks are the same networks before training: over the 8 seeds 16 random "
                "units know 19 to 77 % of the bit 8 steps back. Training keeps what is there and makes "
                "more of it: that needs no path from a loss to that step, only a state that goes on."
            ),
            question=Question(
                text=N_(
                    "No loss reaches 8 steps back. How much of that bit does a state of 16 units know "
                    "after training?"
                ),
                options=(
                    N_("less than a fifth"),
                    N_("about half"),
                    N_("more than three quarters"),
                ),
                right=2,
            ),
        ),
        Scene(
            page="truncate",
            section="losses",
            settings=_FAR | {"runs": "windows5.h32,windows10.h32"},
            look=N_(
                "Now the second lag is 12 and both networks have room, 32 units. Windows of 5 "
                "stop at 0.52, on the floor of lag 3. Windows of 10 go on to 0.46."
            ),
            notes=N_(
                "Neither reaches 12 steps back directly. But what has to be kept over 12 steps "
                "is learned in pieces, and pieces of 10 do where pieces of 5 do not. Here the "
                "cut decides, before it was the size."
            ),
            question=Question(
                text=N_("Lag 12, 32 units each. Which curve gets below 0.5?"),
                options=(N_("cut every 5"), N_("cut every 10"), N_("both"), N_("neither")),
                right=1,
            ),
        ),
        Scene(
            page="truncate",
            section="losses",
            settings=_FAR | {"runs": "windows5.h32,even5.h32,windows10.h32"},
            look=N_(
                "It is often said that cutting evenly at 5 is as good as windows of 10. Here it "
                "is not: evenly cut the loss stays at 0.52 with windows of 5; windows of 10 "
                "reach 0.46."
            ),
            notes=N_(
                "Cut evenly every loss reaches 5 steps, its own among them; in windows of 10 that is "
                "5.5 on average. But some reach 10, and those teach what is far."
            ),
        ),
        Scene(
            page="phase",
            section="map",
            settings=_MAP,
            look=N_(
                "Each cell is a network of its own, its colour how much of the lag it has learned. "
                "Along the line n = lag the colours turn: cut in windows of n, or evenly, they learn "
                "a lag up to n − 1."
            ),
            notes=N_(
                "At n = 1 no gradient goes back at all, and still 47 % of lag 4 is known: random "
                "states hold some of it. Click a cell for its seeds."
            ),
        ),
    ),
)
