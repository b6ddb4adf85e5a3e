"""The kinds of expense a shipment itself has; all others belong in the books directly (S2-34)."""

import re
from enum import StrEnum
from typing import Final

from domain.problems import Problem


class TradeKind(StrEnum):
    """What a worksheet's expenses are for: trade alone; everything else belongs in the books directly (S2-34)."""

    MATERIAL = "material"
    INLAND_FREIGHT = "inland freight"
    OCEAN_FREIGHT = "ocean freight"
    DRAYAGE = "drayage"
    HANDLING = "handling"
    PROCESSING = "processing"
    WAREHOUSING = "warehousing"
    INSPECTION = "inspection"
    COMMISSION = "commission"
    CUSTOMS = "customs and duty"
    INSURANCE = "insurance of goods"
    CLAIM = "claim"


USUAL_ACCOUNT: Final = {
    **dict.fromkeys(TradeKind, "5010"),
    TradeKind.INLAND_FREIGHT: "5710",
    TradeKind.DRAYAGE: "5710",
    TradeKind.OCEAN_FREIGHT: "5720",
    TradeKind.COMMISSION: "5300",
    TradeKind.WAREHOUSING: "6020",
}


def trade_kind(text: str) -> TradeKind:
    """The kind a person named; raises a Problem with the reason for what is no trade expense (S2-34)."""
    plain = re.sub(r"[\W_]+", " ", text).strip().casefold()
    for kind in TradeKind:
        if plain in (kind.value, kind.name.casefold().replace("_", " ")):
            return kind
    said = " ".join(text.split())[:40]
    raise Problem(
        f"“{said}” is not a trade expense: worksheets take only what a shipment itself costs ({', '.join(TradeKind)}).",
        field="kind",
        next_step="Enter indirect expenses, such as rent, in QuickBooks directly.",
    )
