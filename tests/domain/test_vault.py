"""Secrets are unreadable without their key, and keys can be rotated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.problems import Problem
from domain.vault import Vault, new_key

OLD, NEW = new_key(), new_key()


@given(st.text())
def test_what_was_sealed_opens_again_and_never_shows(text: str) -> None:
    sealed = Vault(OLD).seal(text)
    assert Vault(OLD).open(sealed) == text
    assert len(text) < 3 or text not in sealed


def test_a_new_key_in_front_seals_and_the_old_one_still_opens() -> None:
    old = Vault(OLD).seal("token")
    both = Vault(f"{NEW}, {OLD}")
    assert both.open(old) == "token"
    assert Vault(NEW).open(both.seal("token")) == "token"


def test_another_key_is_told_in_words() -> None:
    with pytest.raises(Problem, match="sealed with another secret key"):
        Vault(NEW).open(Vault(OLD).seal("token"))


@pytest.mark.parametrize("keys", ["", " , ", "not a key", "c2hvcnQ="])
def test_an_unusable_key_is_told_in_words(keys: str) -> None:
    with pytest.raises(Problem, match="TIEOUT_SECRET_KEY") as told:
        Vault(keys)
    assert keys.strip() not in told.value.words() or not keys.strip(" ,")
