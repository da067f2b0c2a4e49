"""Backpropagation through time by hand: one loss, and what arrives of it at each earlier step."""

from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.text.language import N_

_SUMS = {"net": "srn", "target": "4 4; 12 12; 30 30"}

LECTURE = Lecture(
    title=N_("Backpropagation through time by hand"),
    scenes=(
        Scene(
            section="network",
            settings=_SUMS,
            look=N_(
                "Every weight is 1. The answers are 4, 12 and 32, and asked for were 4, 12 and "
                "30: only the last step is wrong, by 2 in both answers."
            ),
            notes=N_(
                "The loss is half the squared error: (2² + 2²) / 2 = 4. Its derivative by each "
                "answer is 2, and each unit of the last state feeds both answers: 2 + 2 = 4. "
                "Write that 4 on the board, then ask."
            ),
            question=Question(
                text=N_(
                    "The loss’s derivative by each unit of the last state is 4. What is it by "
                    "each unit of the state one step earlier?"
                ),
                options=("2", "4", "8", "16"),
                right=2,
            ),
        ),
        Scene(
            page="backpropagate",
            section="matrix",
            settings=_SUMS | {"k": "2"},
            look=N_(
                "It doubles with each step back: 5.66, 11.31, 22.63 are the lengths of (4, 4), "
                "(8, 8), (16, 16). Each unit feeds both units of the next step, so two ways lead "
                "back to it."
            ),
            notes=N_(
                "4 · √2 = 5.66. What comes from step 3 to step 2 is 8 in each unit, W "
                "transposed times (4, 4). The bound in the section Reach says the same: 2.00 to the "
                "power of the distance."
            ),
            question=Question(
                text=N_(
                    "We put tanh around the sums and leave everything else. How much of the loss "
                    "at step 3 arrives at step 1?"
                ),
                options=(
                    N_("more than at step 3"),
                    N_("about as much"),
                    N_("about a tenth"),
                    N_("less than a millionth"),
                ),
                right=3,
            ),
        ),
        Scene(
            page="backpropagate",
            section="matrix",
            settings=_SUMS | {"activation": "tanh"},
            look=N_(
                "With tanh 79.20 starts at step 3, and 1.2·10⁻⁵ arrives at step 1. The states "
                "are almost 1, where tanh is flat, and every step back is multiplied by its "
                "slope."
            ),
            notes=N_(
                "The loss is 784 now, as tanh cannot answer more than 2. The error is larger "
                "than before and still nothing arrives: the size of an error does not help."
            ),
        ),
        Scene(
            page="backpropagate",
            section="formula",
            settings=_SUMS | {"k": "1", "formula": "yes", "terms": "3"},
            look=N_(
                "Back to the sums, and all of it in one line: the error (2, 2), the readout, and W_hh "
                "once for each step between. From step 3 to step 1 that is W_hh · W_hh, and (16, 16) "
                "arrives."
            ),
            notes=N_(
                "Build the line up term by term. With tanh the slopes stand before each W_hh. Then "
                "write the states before the three steps on the board, 0, 2 and 6, and ask."
            ),
            question=Question(
                text=N_(
                    "At the steps 1, 2 and 3 arrive 16, 8 and 4 in each unit; the states before them "
                    "are 0, 2 and 6. What is the derivative by each weight of W_hh?"
                ),
                options=("24", "28", "40", "56"),
                right=2,
            ),
        ),
        Scene(
            page="backpropagate",
            section="formula",
            settings=_SUMS | {"k": "1", "formula": "yes"},
            look=N_(
                "One matrix, used at every step, so the shares of all steps are added up: "
                "16 · 0 + 8 · 2 + 4 · 6 = 40 for each weight. This is backpropagation through time."
            ),
            notes=N_(
                "The books have two sums: over the losses t, and for each over the steps k up to it. "
                "Only the last loss is not zero here, so the sum over t adds nothing more."
            ),
        ),
        Scene(
            page="backpropagate",
            section="matrix",
            settings={"step": "4"},
            look=N_(
                "A network that was trained. The loss after the second l is small, 0.04 nats, "
                "and it reaches all that was read: 0.093 at that l, 0.05, 0.032, and 0.044 at the h."
            ),
            notes=N_(
                "Read one row: one loss, and the columns are the steps it reaches. No loss "
                "reaches a later step, so the upper right stays empty. The fifth step has no "
                "loss, as nothing comes after it."
            ),
            question=Question(
                text=N_(
                    "After the second l the o was due, and it has p = 0.965. What is the derivative of "
                    "this loss by the logit of o?"
                ),
                options=("0.965", "0.035", "−0.035", "−0.965"),
                right=2,
            ),
        ),
        Scene(
            page="backpropagate",
            section="first",
            settings={"step": "4", "loss": "yes"},
            look=N_(
                "Here every derivation begins: L = −log 0.965 = 0.0354 nats. Its derivative by the "
                "logits is p − y: −0.035 for the o, which was due, and p itself for the three others."
            ),
            notes=N_(
                "All p add up to 1, so the four numbers of dz add up to 0. Who is sure and right sends "
                "back almost nothing. W_hy gets dz times the state; the state gets W_hy transposed "
                "times dz, and there the step back begins."
            ),
        ),
        Scene(
            page="backpropagate",
            section="step",
            settings={"step": "4", "of": "all", "k": "1"},
            look=N_(
                "All losses together, at step 1: what comes back from step 2, and what the loss "
                "of step 1 itself adds. One backward pass collects them all."
            ),
            notes=N_(
                "This sum is why backpropagation through "
                "time needs one pass and not one for each loss. Switch between this loss and "
                "all losses summed."
            ),
        ),
        Scene(
            page="backpropagate",
            section="shares",
            settings={"step": "4", "shares": "yes"},
            look=N_(
                "One matrix, used at every step: its gradient is the sum of what each step adds. "
                "Each share is the step’s δ times the state before it."
            ),
            notes=N_(
                "The first share is zero, because the state before the first step is. The "
                "same page checks its gradients against finite differences and PyTorch: its "
                "section Check."
            ),
        ),
        Scene(
            page="backpropagate",
            section="reach",
            settings={"step": "4", "cut": "even", "n": "2"},
            look=N_(
                "Cut evenly at 2, every loss reaches its own step and the one before it. What is left "
                "of the gradient is even longer, 1.16 of its size, but points elsewhere: cosine 0.60."
            ),
            notes=N_(
                "Length is not the problem of "
                "truncation, direction is. Move n to 3 and 4: the cosine comes to 0.97 and to "
                "1."
            ),
        ),
    ),
)
