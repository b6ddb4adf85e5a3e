"""What people type after the command."""

import pytest

from bot.sync.listeners import HELP, help_text, read_words
from domain.problems import Problem

DEPARTMENTS = ["main", "Paper"]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("", ("main", "all")),
        ("Pull", ("main", "pull")),
        ("bring", ("main", "pull")),
        ("vendors", ("main", "suppliers")),
        ("paper", ("Paper", "all")),
        ("PAPER full", ("Paper", "full")),
        ("paper mills", ("Paper", "mills")),
        ("Acme Mills", ("main", "Acme Mills")),
        ("x" * 300, ("main", "x" * 100)),
    ],
)
def test_the_words_say_department_and_scope(words: str, meant: tuple[str, str]) -> None:
    assert read_words(words, DEPARTMENTS) == meant


@pytest.mark.parametrize(
    ("slip", "question"),
    [
        ("pul", "Did you mean /sync-counterparties pull?"),
        ("paper custmers", "Did you mean /sync-counterparties Paper customers?"),
        ("hlep", "Did you mean /sync-counterparties help?"),
    ],
)
def test_a_slip_is_asked_about(slip: str, question: str) -> None:
    with pytest.raises(Problem) as asked:
        read_words(slip, DEPARTMENTS)
    assert asked.value.sentence == question


def test_one_department_needs_no_word_about_departments() -> None:
    assert help_text(["main"]) == HELP
    assert "`Paper`" in help_text(DEPARTMENTS)
