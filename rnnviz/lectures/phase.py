"""What a scene's question has come to in class, and the steps from one phase to the next."""

from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """What a scene's question has come to; the store holds these words."""

    IDLE = "idle"  # nothing is asked
    ASKING = "asking"  # answers are taken
    REVEALED = "revealed"  # all see what was answered
    SOLVED = "solved"  # and which answer is right


class Act(StrEnum):
    """What a lecturer does about the question."""

    ASK = "ask"
    REVEAL = "reveal"
    SOLVE = "solve"
    FORGET = "forget"  # all answers, and ask again


@dataclass(frozen=True)
class GoTo:
    """Go to a scene (from 0); another one than before begins with nothing asked."""

    scene: int


class Answers(StrEnum):
    """Where the answers are on the lecturer's page, once the question is solved: they make room for
    what the page shows, before or after the right one has been marked among them."""

    SHOWN = "shown"
    SKIPPED = "skipped"  # gone before the right one was marked
    CLEARED = "cleared"  # gone after it


Command = GoTo | Act | Answers

# nobody answers who has seen the answers, so asking hides them, and so does forgetting them
AFTER: dict[Phase, dict[Act, Phase]] = {
    Phase.IDLE: {
        Act.ASK: Phase.ASKING,
        Act.REVEAL: Phase.REVEALED,
        Act.SOLVE: Phase.SOLVED,
        Act.FORGET: Phase.ASKING,
    },
    Phase.ASKING: {
        Act.ASK: Phase.ASKING,
        Act.REVEAL: Phase.REVEALED,
        Act.SOLVE: Phase.SOLVED,
        Act.FORGET: Phase.ASKING,
    },
    Phase.REVEALED: {
        Act.ASK: Phase.ASKING,
        Act.REVEAL: Phase.REVEALED,
        Act.SOLVE: Phase.SOLVED,
        Act.FORGET: Phase.ASKING,
    },
    Phase.SOLVED: {
        Act.ASK: Phase.ASKING,
        Act.REVEAL: Phase.SOLVED,
        Act.SOLVE: Phase.SOLVED,
        Act.FORGET: Phase.ASKING,
    },
}
# what usually comes next
NEXT: dict[Phase, Act] = {
    Phase.IDLE: Act.ASK,
    Phase.ASKING: Act.REVEAL,
    Phase.REVEALED: Act.SOLVE,
    Phase.SOLVED: Act.ASK,
}


class QuestionStep(StrEnum):
    """What the presenter's one button does to the question."""

    ASK = "ask"
    REVEAL = "reveal"
    SOLVE = "solve"
    MARK = "mark"
    CLEAR = "clear"

    @property
    def act(self) -> Act | None:
        """What changes for the class, None if only the lecturer's page does."""
        return (
            Act(self.value)
            if self in (QuestionStep.ASK, QuestionStep.REVEAL, QuestionStep.SOLVE)
            else None
        )

    @property
    def answers(self) -> Answers:
        """Where the answers are after it."""
        return Answers.CLEARED if self is QuestionStep.CLEAR else Answers.SHOWN


# what the button does once the question is solved and its right answer known
_SOLVED: dict[Answers, QuestionStep] = {
    Answers.SHOWN: QuestionStep.CLEAR,
    Answers.SKIPPED: QuestionStep.MARK,
    Answers.CLEARED: QuestionStep.ASK,
}


def next_step(phase: Phase, answers: Answers, known: bool) -> QuestionStep:
    """What the presenter's button does next; `known` is whether a right answer can be marked, which
    else only the page shows."""
    return _SOLVED[answers] if known and phase is Phase.SOLVED else QuestionStep(NEXT[phase].value)


def cleared(phase: Phase, answers: Answers) -> Answers:
    """Where the answers are once they have made room for what comes of the question."""
    if phase is not Phase.SOLVED or answers is Answers.SKIPPED:
        return Answers.SKIPPED
    return Answers.CLEARED
