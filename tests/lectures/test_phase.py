import pytest

from rnnviz.lectures.phase import AFTER, NEXT, Act, Answers, Phase, QuestionStep, cleared, next_step


def test_every_act_leads_somewhere_from_every_phase():
    assert set(AFTER) == set(NEXT) == set(Phase)
    assert all(set(after) == set(Act) for after in AFTER.values())


@pytest.mark.parametrize("phase", Phase)
def test_nobody_answers_who_sees_the_answers(phase):
    assert AFTER[phase][Act.ASK] is Phase.ASKING
    assert AFTER[phase][Act.REVEAL] in (Phase.REVEALED, Phase.SOLVED)


def test_what_is_known_to_be_right_stays_known_until_it_is_asked_again():
    assert AFTER[Phase.SOLVED][Act.REVEAL] is Phase.SOLVED


def test_one_act_after_the_other_asks_reveals_and_solves():
    phase, seen = Phase.IDLE, []
    for _ in range(4):
        phase = AFTER[phase][NEXT[phase]]
        seen.append(phase)
    assert seen == [Phase.ASKING, Phase.REVEALED, Phase.SOLVED, Phase.ASKING]


def pressed(known, times, phase=Phase.IDLE, answers=Answers.SHOWN):
    """The steps of a button that is pressed so many times."""
    steps = []
    for _ in range(times):
        step = next_step(phase, answers, known)
        answers = step.answers
        phase = AFTER[phase][step.act] if step.act else phase
        steps.append(step)
    return steps


def test_the_presenters_button_marks_what_is_right_then_clears_it_away():
    assert pressed(True, 6) == [
        QuestionStep.ASK,
        QuestionStep.REVEAL,
        QuestionStep.SOLVE,
        QuestionStep.CLEAR,
        QuestionStep.ASK,
        QuestionStep.REVEAL,
    ]
    # where only the page shows what is right there is nothing to mark
    assert pressed(False, 4) == [
        QuestionStep.ASK,
        QuestionStep.REVEAL,
        QuestionStep.SOLVE,
        QuestionStep.ASK,
    ]


def test_answers_that_made_room_before_the_right_one_was_marked_come_back():
    answers = cleared(Phase.REVEALED, Answers.SHOWN)
    assert answers is Answers.SKIPPED
    assert pressed(True, 3, Phase.SOLVED, answers) == [
        QuestionStep.MARK,
        QuestionStep.CLEAR,
        QuestionStep.ASK,
    ]
    assert cleared(Phase.SOLVED, Answers.SKIPPED) is Answers.SKIPPED
    assert cleared(Phase.SOLVED, Answers.SHOWN) is Answers.CLEARED
