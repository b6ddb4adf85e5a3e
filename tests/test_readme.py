"""The README's generated tables say what the program runs on."""

from tests import readme


def test_the_readme_is_up_to_date() -> None:
    text = readme.README.read_text(encoding="utf-8")
    assert readme.written(text) == text, "run: python -m tests.readme"
