import pytest
from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as TooLate

from scripts.page_waiting import wait_for_function


class Page:
    """A page that gives one answer after the other."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def evaluate(self, code, given):
        self.asked.append((code, given))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_what_is_waited_for_stands_in_the_code_that_is_evaluated_once():
    page = Page(True)
    wait_for_function(page, "n => n % 2", arg=3, timeout=100, polling=10)
    ((code, (arg, patience, polling)),) = page.asked
    assert "(n => n % 2\n)" in code and (arg, polling) == (3, 10) and 0 < patience <= 100


def test_a_page_that_changes_is_asked_again_and_every_other_failure_is_one():
    page = Page(Error("Execution context was destroyed, most likely because of a navigation"), True)
    wait_for_function(page, "true")
    assert len(page.asked) == 2
    with pytest.raises(Error, match="no such"):
        wait_for_function(Page(Error("no such thing")), "true")
    with pytest.raises(TooLate, match="within 0 ms: false"):
        wait_for_function(Page(False), "false", timeout=0)
