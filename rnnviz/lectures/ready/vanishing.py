"""Why gradients vanish: one matrix, multiplied again and again."""

from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.text.language import N_

LECTURE = Lecture(
    title=N_("Why gradients vanish"),
    scenes=(
        Scene(
            page="vanish",
            section="norms",
            settings={"matrix": "orthogonal", "gain": "1"},
            look=N_(
                "Each step back multiplies the gradient by the same matrix. This one only turns "
                "it: all eigenvalues lie on the circle, and after 50 steps its length is still "
                "1.00."
            ),
            notes=N_(
                "Begin with the case in which nothing happens. Then ask what a matrix that is "
                "one tenth weaker does."
            ),
            question=Question(
                text=N_(
                    "The same matrix times 0.9. Sketch the norm of the gradient over 20 steps "
                    "back, if it begins with 1. What is it at lag 8?"
                ),
                kind="sketch",
                low=0.01,
                high=1.0,
                log=True,
                last=20,
                at=8,
                right=0.43,
                truth=tuple(round(0.9**lag, 4) for lag in range(21)),
            ),
        ),
        Scene(
            page="vanish",
            section="norms",
            settings={"matrix": "orthogonal", "gain": "0.9", "steps": "8"},
            look=N_(
                "0.43, which is 0.9 multiplied with itself 8 times. On the log scale a straight "
                "line: the same factor at each step."
            ),
            notes=N_(
                "Most guesses are too high. 20 steps leave 0.12, 50 steps half a percent: set "
                "Steps T and let them see it."
            ),
        ),
        Scene(
            page="vanish",
            section="norms",
            look=N_(
                "Random matrices with gain 0.8: 100 draws, and half of them have shrunk to "
                "3.6·10⁻⁵ or less after 50 steps. The bound, dashed, would allow it to explode."
            ),
            notes=N_(
                "The band holds 80 of 100 draws. The bound is 1.72 to the power of the "
                "distance: it says what cannot be exceeded, not what happens. What happens is "
                "told by the largest eigenvalue, in most draws inside the circle."
            ),
            question=Question(
                text=N_("Now the gain goes from 0.8 to 1.25. What does the median do in 50 steps?"),
                options=(
                    N_("it still shrinks"),
                    N_("it stays near 1"),
                    N_("it grows about tenfold"),
                    N_("it grows more than ten thousandfold"),
                ),
                right=3,
            ),
        ),
        Scene(
            page="vanish",
            section="norms",
            settings={"gain": "1.25"},
            look=N_(
                "1.8·10⁵ after 50 steps. In every draw an eigenvalue lies outside the circle "
                "now, the orange diamonds, and whatever points there is stretched again and again."
            ),
            notes=N_(
                "Between 0.8 and 1.25 there is no wide region of peace. Show gain 1: the median "
                "is 2.54, but the middle 80 of 100 draws lie between 0.005 and 9,100."
            ),
        ),
        Scene(
            page="vanish",
            section="norms",
            settings={"matrix": "half", "gain": "1"},
            look=N_(
                "One singular value is above 1, 1.33, so the bound rises. But the largest "
                "eigenvalue is 0.63, and the norm falls from 1.22 to 2.4·10⁻⁴ in 20 steps."
            ),
            notes=N_(
                "A singular value above 1 is needed to explode, and not enough: one step may "
                "stretch, many steps follow the eigenvalues."
            ),
        ),
        Scene(
            page="vanish",
            section="bound",
            settings={"matrix": "half", "gain": "1", "bound": "yes"},
            look=N_(
                "Why there is a bound: a product stretches no further than its factors one after the "
                "other. Here 1.33 a step allows 299 over 20 steps; what comes of it is 1.9·10⁻⁴."
            ),
            notes=N_(
                "If it is below 1 a step, the bound proves that the gradient vanishes; above 1 it "
                "proves nothing. With tanh the steepest slope, at most 1, is the second factor of each "
                "step."
            ),
        ),
        Scene(
            page="vanish",
            section="norms",
            settings={"matrix": "triangular", "gain": "0.7", "hidden": "8", "steps": "80"},
            look=N_(
                "All eigenvalues are 0.7, and yet it first grows twentyfold before it dies: "
                "3.1·10⁻⁴ after 80 steps. Each unit feeds the next, and that takes its time."
            ),
            notes=N_(
                "Nonnormal matrices have such hills. Whoever looks only 20 steps back would "
                "call this one exploding."
            ),
        ),
        Scene(
            page="vanish",
            section="norms",
            settings={"activation": "tanh", "gain": "1.5", "scale": "4"},
            look=N_(
                "The matrix alone would explode. But large inputs drive tanh to its ends, where it is "
                "flat, and 3.7·10⁻¹⁹ is left after 50 steps."
            ),
            notes=N_(
                "Most states stand near −1 and 1; the slope is 0.20 on average, as the section Slopes "
                "shows. Then turn the input scale down to 0.1, and the gradient is back: about 2 at "
                "the end."
            ),
        ),
        Scene(
            page="backpropagate",
            section="matrix",
            settings={"net": "english-tanh"},
            look=N_(
                "A real network that has read English: of the gradient of the last loss 7.4·10⁻³ "
                "is left at the first letter, 23 steps back. It vanishes, but not evenly."
            ),
            notes=N_(
                "Training has brought this network near the edge: 1 % is left after 23 steps. "
                "Choose other rows with the arrows under the picture; some losses reach far, "
                "others almost nowhere."
            ),
        ),
        Scene(
            page="truncate",
            section="losses",
            settings={
                "runs": "windows10.h16.relu,windows10.h16.relu.clip0_05",
                "optimizer": "sgd",
                "rate": "5",
                "seeds": "8",
            },
            look=N_(
                "The other end: ReLU and a rate that is too high, from 8 seeds. Without clipping one "
                "of them blows up within a few updates, and the others end at 0.84, worse than knowing "
                "nothing. With the gradient clipped to 0.05 all go down to 0.48."
            ),
            notes=N_(
                "It takes fifteen seconds. The notice says “1 of 8 seeds of run 1 diverged.” Clipping "
                "makes large gradients small; it brings no vanished one back."
            ),
            question=Question(
                text=N_("Without clipping one of 8 seeds explodes. After how many updates, of 1,000?"),
                kind="number",
                low=1.0,
                high=1000.0,
                log=True,
                unit=N_("updates"),
                right=7.0,
            ),
        ),
    ),
)
