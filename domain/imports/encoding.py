"""Which letters the bytes of a text file stand for, when nobody says how it was saved."""

import re
from typing import Final

from charset_normalizer import from_bytes

from domain.problems import Problem

SAMPLE = 64_000
BYTE_ORDER_MARKS: Final = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
WESTERN: Final = re.compile("[\x00-\x7fÀ-ÖØ-öø-ÿŒœŠšŽžŸ‘’‚“”„–—…•€£™®©§°«»·\xa0]*")


def decoded(content: bytes, file_name: str) -> str:
    """The text of a file of unstated encoding: by its mark, as UTF-8, as UTF-16 by its zeros, else by its look."""
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)), None)
    for attempt in (encoding, "utf-8") if encoding else ("utf-8",):
        try:
            text = content.decode(attempt)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = content.decode(_likely_encoding(content), errors="replace")
    if "\x00" in text and not encoding:
        text = _without_zeros(content, file_name)
    return text.removeprefix("\ufeff")


def _without_zeros(content: bytes, file_name: str) -> str:
    """UTF-16 that does not say so has a zero in every other byte; anything else with zeros is not text."""
    sample = content[: SAMPLE // 2 * 2]
    for encoding, zeros, letters in (
        ("utf-16-le", sample[1::2], sample[::2]),
        ("utf-16-be", sample[::2], sample[1::2]),
    ):
        if zeros.count(0) > len(zeros) // 2 > letters.count(0):
            return content.decode(encoding, errors="replace")
    raise Problem(f"{file_name} is not a CSV or XLSX file.", next_step="Save the table as CSV or XLSX.")


def _likely_encoding(content: bytes) -> str:
    if _looks_western(content.decode("cp1252", errors="replace")):
        return "cp1252"
    guess = from_bytes(content[:SAMPLE]).best()
    return guess.encoding if guess else "cp1252"


def _looks_western(text: str) -> bool:
    """Whether the accents are such as Western names have: too short a text for statistics, and by far the commonest."""
    if not WESTERN.fullmatch(text):
        return False
    accented = "".join(word for word in re.findall(r"\w+", text) if not word.isascii())
    return 2 * sum(not letter.isascii() for letter in accented) <= len(accented)
