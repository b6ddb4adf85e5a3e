"""Names for a benchmark: a company that holds N names, and N counterparties of ours of which half are the same."""

from collections.abc import Iterator


def name(n: int) -> str:
    """The n-th company: words far enough apart that only the same name is the same company."""
    return f"{_word(n * 7919)} {_word(n * 104729 + 13)} {n:05}"


def ours(size: int) -> Iterator[str]:
    """Our counterparties."""
    return (name(n) for n in range(size))


def theirs(size: int) -> Iterator[str]:
    """The names the books hold: our first half, and as many that only they know."""
    return (name(n) for n in (*range(size // 2), *range(size, size + size - size // 2)))


def _word(seed: int) -> str:
    letters = []
    for at in range(7):
        seed = (seed * 1103515245 + 12345 + at) % 2**31
        letters.append(("bcdfghjklmnprstvz", "aeiou")[at % 2][seed // 65536 % (17 if at % 2 == 0 else 5)])
    return "".join(letters).capitalize()
