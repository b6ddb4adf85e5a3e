"""Money: amounts are whole cents in an int; reading them, writing them, and sharing them out to the last cent."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from domain.problems import Problem

MOST: Final = 99_999_999_999_99  # cents; QuickBooks keeps no larger amount
_AMOUNT: Final = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d{0,2})?|\.\d{1,2}", re.ASCII)


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Shares of `total` cents in proportion to the sizes of the weights, adding up exactly (S2-27).

    Largest remainder: each share is rounded towards zero and the cents left go to the largest remainders, ties to the
    larger weight and then to the earlier line. Weights that are all zero count as equal. A negative total gives the
    same shares, negative. Raises ValueError when there is nothing to share among.
    """
    if not weights:
        raise ValueError("nothing to share among")
    sizes = [abs(weight) for weight in weights] if any(weights) else [1] * len(weights)
    whole = sum(sizes)
    shares = [abs(total) * size // whole for size in sizes]
    left = abs(total) - sum(shares)
    by_claim = sorted(range(len(sizes)), key=lambda i: (-(abs(total) * sizes[i] % whole), -sizes[i], i))
    for index in by_claim[:left]:
        shares[index] += 1
    return shares if total >= 0 else [-share for share in shares]


def parse_amount(text: str, *, field: str = "amount") -> int:
    """The cents of an amount as people write it: `1,234.50`, `$5`, `-3.00`, `(3.00)`; raises a Problem otherwise."""
    plain = re.sub(r"\s", "", text).replace("−", "-")
    negative = plain.startswith("(") and plain.endswith(")")
    plain = plain[1:-1] if negative else plain
    signed = re.fullmatch(r"(-?)(?:\$|USD)?(-?)(.+?)(?:USD)?", plain, re.IGNORECASE)
    if signed is None or not _AMOUNT.fullmatch(signed[3]) or negative + len(signed[1]) + len(signed[2]) > 1:
        raise _unreadable(text, field)
    cents = int(Decimal(signed[3].replace(",", "")).scaleb(2))
    if cents > MOST:
        raise Problem(f"{shown(cents)} is more than QuickBooks can keep.", field=field)
    return -cents if negative or signed[1] or signed[2] else cents


def shown(minor: int) -> str:
    """Cents as people read them: `-1,234.56`."""
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100:,}.{abs(minor) % 100:02}"


def percent(part: int, whole: int) -> str:
    """What `part` is of `whole`, to a tenth of a percent: `12.5%`; `n/a` of nothing."""
    if not whole:
        return "n/a"
    tenths = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{tenths:,}%"


def _unreadable(text: str, field: str) -> Problem:
    said = " ".join(text.split())[:40]
    sentence = f"“{said}” is not an amount." if said else "There is no amount."
    return Problem(sentence, field=field, next_step="Write it like 1,234.56, with at most two decimals.")
