"""Two names are the same, or they are not: nothing in between, and what is proposed to QuickBooks is always taken."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.counterparties.names import (
    CUSTOMER_SUFFIX,
    MAX_NAME,
    checked_name,
    clean_text,
    exact_key,
    keys,
    proposed_name,
    without_deleted_mark,
)
from domain.problems import Problem

names = st.text(
    st.sampled_from("AaBbéÉßſİı'’&.,-: \t\n\u200b\u202e\u00a0\u0301\u0345東😀") | st.characters(), max_size=130
)


@pytest.mark.parametrize(
    "other",
    [" Acme Mills ", "ACME MILLS", "acme\u00a0 mills", "Acme\tMills", "\u202aAcme Mills\u202c", "A\u200bcme Mills"],
)
def test_case_space_and_invisible_marks_do_not_make_another_name(other: str) -> None:
    assert exact_key(other) == exact_key("Acme Mills")


@pytest.mark.parametrize(
    "other", ["Acme Mill", "AcmeMills", "Acme Mills.", "Acme Mills LLC", "Äcme Mills", "Mills Acme"]
)
def test_any_other_difference_does(other: str) -> None:
    assert exact_key(other) != exact_key("Acme Mills")


def test_composed_and_decomposed_accents_are_one_name() -> None:
    assert exact_key("Café Zoë") == exact_key("Cafe\u0301 Zoe\u0308")


@given(names)
def test_the_key_of_a_key_is_itself(name: str) -> None:
    assert exact_key(exact_key(name)) == exact_key(name)


@given(names)
def test_cleaning_and_shouting_keep_the_key(name: str) -> None:
    assert exact_key(clean_text(name)) == exact_key(name)
    assert exact_key(f"  {name}\u200f ") == exact_key(name)


@pytest.mark.parametrize("name", ["O'Brien & Sons", "Back\\slash", "<!channel>", "=1+1", "紙の会社", "Ace 😀"])
def test_odd_but_honest_names_are_kept_as_they_are(name: str) -> None:
    assert checked_name(name) == name


def test_marks_that_hide_or_reorder_text_are_dropped_and_spaces_collapsed() -> None:
    assert checked_name("  \u202eAcme\u200b   Mills ") == "Acme Mills"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "required"),
        (" \u200b\u3164 ", "required"),
        ("Acme: Paper", "colon"),
        ("Acme\tPaper", "tab"),
        ("Acme\nPaper", "line break"),
        ("Acme\x00", "control"),
        ("x" * 600, "600"),
    ],
)
def test_what_quickbooks_refuses_is_refused_with_the_reason(name: str, said: str) -> None:
    with pytest.raises(Problem, match=said) as refused:
        checked_name(name)
    assert refused.value.field == "name"


def test_the_second_role_gets_the_suffix() -> None:
    assert proposed_name("Acme Mills", keys([])) == "Acme Mills"
    assert proposed_name("Acme Mills", keys(["ACME mills"])) == "Acme Mills (V)"
    assert proposed_name("Acme Mills", keys(["Acme Mills"]), CUSTOMER_SUFFIX) == "Acme Mills (C)"
    assert proposed_name("Acme Mills", keys(["Acme Mills", "acme mills (v)"])) == "Acme Mills (V) 2"


def test_a_long_name_is_shortened_so_that_the_suffix_fits() -> None:
    name = proposed_name("x" * MAX_NAME, keys(["x" * MAX_NAME]))
    assert name == "x" * 96 + " (V)"


@given(names, st.lists(names, max_size=5), st.sampled_from([" (V)", " (C)", "", " :\t" + "-" * 200]))
def test_a_proposed_name_is_valid_free_and_always_the_same(name: str, others: list[str], suffix: str) -> None:
    taken = keys([name, *others])
    for _ in range(3):
        proposed = proposed_name(name, taken, suffix)
        assert checked_name(proposed) == proposed
        assert exact_key(proposed) not in taken
        assert proposed == proposed_name(name, taken, suffix)
        taken.add(exact_key(proposed))


def test_many_who_share_a_long_beginning_all_get_their_own_name() -> None:
    taken: set[str] = set()
    for letter in string.ascii_lowercase:
        taken.add(exact_key(proposed_name("y" * 99 + letter * 30, taken)))
    assert len(taken) == 26


def test_the_mark_of_an_inactive_record_is_no_part_of_its_name() -> None:
    assert without_deleted_mark("Acme Mills (deleted)") == "Acme Mills"
    assert without_deleted_mark("Acme Mills (deleted-2)") == "Acme Mills"
    assert without_deleted_mark("Acme (deleted) Mills") == "Acme (deleted) Mills"
