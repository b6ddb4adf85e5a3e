"""Company names: when two are the same, what a name may hold, and which name to propose to the accounting system."""

import re
import unicodedata
from collections.abc import Container, Iterable
from itertools import count

from domain.problems import Problem

MAX_NAME = 100
SUPPLIER_SUFFIX = " (V)"
CUSTOMER_SUFFIX = " (C)"

# Marks that reorder or hide text: they make two different names look alike and never belong to a company's name.
HIDDEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]")
# Joiners and variation selectors are part of honest spelling in some scripts, yet invisible: ignored when comparing.
JOINERS = re.compile("[\u034f\u200c\u200d\ufe00-\ufe0f]")
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
BLANK_LETTERS = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
DELETED = re.compile(r" \(deleted(-\d+)?\)$")


def exact_key(name: str) -> str:
    """What two names must share to be the same one (S0-04).

    Unicode NFC, trimmed, inner space collapsed, case-folded; invisible marks do not count. Any other difference is
    a near match, which a person decides.
    """
    if name.isascii():  # the same, faster: nothing to compose, nothing hidden
        return " ".join(CONTROLS.sub(" ", name).split()).casefold()
    visible = JOINERS.sub("", HIDDEN.sub("", name))
    spaced = " ".join(CONTROLS.sub(" ", BLANK_LETTERS.sub(" ", visible)).split())
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", spaced).casefold())
    return unicodedata.normalize("NFC", folded)


def clean_text(text: str) -> str:
    """The text in NFC and trimmed, without the marks that hide or reorder it: direction and zero-width are dropped."""
    return unicodedata.normalize("NFC", HIDDEN.sub("", text)).strip()


def checked_name(text: str, *, field: str = "name") -> str:
    """The name as it will be kept, spaces collapsed; raises a Problem for what QuickBooks does not take in a name."""
    name = clean_text(text)
    if not exact_key(name):
        raise Problem("A name is required.", field=field)
    if ":" in name:
        raise Problem("A name cannot hold a colon (:); QuickBooks keeps it for sub-customers.", field=field)
    if CONTROLS.search(name):
        raise Problem("A name cannot hold a tab, a line break or another control character.", field=field)
    name = " ".join(name.split())
    if len(name) > MAX_NAME:
        raise Problem(f"A name can have at most {MAX_NAME} characters; this one has {len(name)}.", field=field)
    return name


def proposed_name(name: str, taken: Container[str], suffix: str = SUPPLIER_SUFFIX) -> str:
    """The display name to create in the accounting system, valid, and free although customers and vendors share names.

    `taken` holds the `exact_key` of every name in use there. The first role gets the plain name, the second one the
    suffix, and further ones a counter; a long name is shortened so that its ending fits.
    """
    plain = _fitting(name, "")
    if exact_key(plain) not in taken:
        return plain
    return next(free for free in _with_endings(name, suffix) if exact_key(free) not in taken)


def keys(names: Iterable[str]) -> set[str]:
    """The exact keys of many names: what `proposed_name` wants as `taken`."""
    return {exact_key(name) for name in names}


def without_deleted_mark(name: str) -> str:
    """The name without the ` (deleted)` that QuickBooks appends to what was made inactive."""
    return DELETED.sub("", name)


def _with_endings(name: str, suffix: str) -> Iterable[str]:
    yield _fitting(name, suffix)
    for number in count(2):
        yield _fitting(name, f"{suffix} {number}")


def _fitting(name: str, ending: str) -> str:
    allowed = CONTROLS.sub(" ", clean_text(name)).replace(":", " - ")
    base = " ".join(allowed.split()) if exact_key(allowed) else "Unnamed"
    tail = "".join(CONTROLS.sub(" ", ending).replace(":", "-"))[-(MAX_NAME // 2) :]
    return f"{base[: MAX_NAME - len(tail)].rstrip()}{tail.rstrip()}"
