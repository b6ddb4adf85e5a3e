"""Near matches are found, ranked and explained, and never taken for the same name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.counterparties.likeness import compare
from domain.counterparties.matching import DEFAULT_CUTOFF, MatchIndex, near_matches
from domain.counterparties.names import exact_key
from domain.counterparties.spelling import spell

NEAR = [
    ("Recycle Co", "RecycleCo", "only spacing differs"),
    ("Acme Mills", "Mills Acme", "same words in another order"),
    ("Acme Mills LLC", "Acme Mills Inc", "differs in the legal form (Inc / LLC)"),
    ("Acme Mills", "Acme Mills GmbH", "only one has the legal form GMBH"),
    ("Acme Pty Ltd", "Acme B.V.", "differs in the legal form (BV / PTY Ltd)"),
    ("Intl Paper", "International Paper", "abbreviation Intl = International"),
    ("Smith Bros", "Smith Brothers", "abbreviation Bros = Brothers"),
    ("St. Mary's Mill", "Saint Marys Mill", "abbreviation St = Saint"),
    ("Müller Papier", "Muller Papier", "only accents differ"),
    ("O'Brien & Sons", "OBrien and Sons", "only punctuation or accents differ"),
    ("Hansen A/S", "Hansen AS", "only punctuation or accents differ"),
    ("Recyle World", "Recycle World", "one letter differs (recycle / recyle)"),
    ("Cascade Fiber", "Cascade Fiber Trading", "only one has “trading”"),
]
name_parts = st.sampled_from(
    [
        "Acme",
        "Acmé",
        "Mills",
        "Mill",
        "Paper",
        "Papr",
        "LLC",
        "Inc",
        "GmbH",
        "&",
        "and",
        "2",
        "3",
        "II",
        "Intl",
        "The",
        "紙",
    ]
)
company_names = st.lists(name_parts, min_size=1, max_size=5).map(" ".join) | st.text(max_size=30)


@pytest.mark.parametrize(("left", "right", "reason"), NEAR)
def test_a_near_match_is_offered_with_its_reason(left: str, right: str, reason: str) -> None:
    (found,) = near_matches(left, MatchIndex([("7", right)]))
    assert (found.id, found.name, found.reason) == ("7", right, reason)
    assert DEFAULT_CUTOFF <= found.score < 100


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Acme Plant 2", "Acme Plant 3"),
        ("Smith Recycling LLC", "Jones Recycling LLC"),
        ("Midwest Recycling", "Midland Recycling"),
        ("ABC Metals", "ABD Metals"),
        ("Recycling Inc", "Paper Inc"),
    ],
)
def test_what_only_looks_alike_is_not_offered(left: str, right: str) -> None:
    assert near_matches(left, MatchIndex([("7", right)])) == []


def test_different_numbers_are_said_to_differ() -> None:
    likeness = compare(spell("Acme Plant II"), spell("Acme Plant 3"))
    assert likeness.score < 30
    assert "numbers differ (2 / 3)" in likeness.reason


def test_the_same_name_comes_first_and_alone_has_100() -> None:
    index = MatchIndex([("1", "Acme Mills Inc"), ("2", "ACME  MILLS"), ("3", "Acme Mill")])
    found = near_matches("Acme Mills", index)
    assert [candidate.id for candidate in found] == ["2", "1", "3"]
    assert [candidate.score == 100 for candidate in found] == [True, False, False]


def test_limit_and_cutoff_are_kept() -> None:
    index = MatchIndex(
        (str(number), f"Acme Mills {form}") for number, form in enumerate(["", "Inc", "LLC", "AB", "Oy"])
    )
    assert len(near_matches("Acme Mills", index, limit=2)) == 2
    assert len(near_matches("Acme Mills", index, cutoff=97)) == 1


@given(company_names, company_names)
def test_likeness_is_the_same_in_both_directions_and_100_only_for_the_same(left: str, right: str) -> None:
    likeness = compare(spell(left), spell(right))
    assert likeness == compare(spell(right), spell(left))
    assert 0 <= likeness.score <= 100
    assert (likeness.score == 100) == (exact_key(left) == exact_key(right))
    assert likeness.reason


@given(st.lists(company_names, max_size=12), company_names)
def test_the_answer_does_not_depend_on_chance_or_order(names: list[str], query: str) -> None:
    entries = [(f"{place:02}", name) for place, name in enumerate(names)]
    found = near_matches(query, MatchIndex(entries))
    assert found == near_matches(query, MatchIndex(reversed(entries)))
    exact = {id for id, name in entries if exact_key(name) == exact_key(query)}
    assert {candidate.id for candidate in found if candidate.score == 100} <= exact
    assert bool(exact) == any(candidate.score == 100 for candidate in found)


def test_ten_thousand_names_are_searched_through_their_shared_words() -> None:
    index = MatchIndex((str(number), f"Company {number:05} Recycling") for number in range(10_000))
    place = 4_321
    assert near_matches("Company 04321 Recyling", index)[0].id == str(place)
