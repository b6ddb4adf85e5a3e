"""JSON as QuickBooks writes it: amounts are numbers that keep their places (85.00), zero is a plain 0."""

import json
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any


class Raw(str):
    """JSON text that is ready and goes out as it is."""


def read(text: str | bytes) -> Any:
    """Parse JSON without losing a cent: fractions become Decimal. ValueError when it is not JSON."""
    return json.loads(text, parse_float=Decimal)


def write(value: Any) -> str:
    """The JSON text of a value made of dicts, lists, texts, numbers, Decimals, booleans and None."""
    if isinstance(value, str):
        return value if isinstance(value, Raw) else encode_basestring(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Decimal):
        return format(value, "f") if value else "0"
    if isinstance(value, dict):
        return "{" + ",".join([f"{encode_basestring(key)}:{write(item)}" for key, item in value.items()]) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join([write(item) for item in value]) + "]"
    return json.dumps(value, allow_nan=False)
