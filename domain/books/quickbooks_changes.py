"""QuickBooks' change data capture, read whole.

QuickBooks answers at most 1,000 objects over all kinds and no more than 30 days back. A full answer is asked for again
kind by kind; a kind that fills one alone is read page by page instead, which no longer tells what was deleted: such a
kind is `cut`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from domain.books import paper, queries
from domain.books.changes import KINDS, WATCHED, Change, Changes
from domain.books.client import QuickBooksClient
from domain.books.reading import every_row

Json = dict[str, Any]
MOST: Final = 1000
IDS_PER_LOOK: Final = 100


class QuickBooksChanges:
    """A `ChangingBooks` of a QuickBooks Online company, one per thread. `now` is asked when the answer has no time."""

    def __init__(self, client: QuickBooksClient) -> None:
        self._client = client

    def changes(self, since: datetime, entities: Sequence[str] = WATCHED) -> Changes:
        """What changed at or after a moment."""
        whole, until = self._captured(since, entities)
        if len(whole) < MOST:
            return Changes(tuple(whole), until)
        found, cut = [], []
        for entity in entities:
            some, _ = self._captured(since, [entity])
            if len(some) >= MOST:
                cut.append(entity)
                rows = every_row(self._client, entity, queries.since(since))
                some = [*(_read(entity, row) for row in rows), *(one for one in some if one.deleted)]
            found += some
        return Changes(tuple(found), until, tuple(cut))

    def there(self, entity: str, ids: Sequence[str]) -> set[str]:
        """Which of these the books still have."""
        found: set[str] = set()
        for start in range(0, len(ids), IDS_PER_LOOK):
            among = queries.one_of("Id", ids[start : start + IDS_PER_LOOK])
            found |= {str(row["Id"]) for row in every_row(self._client, entity, among)}
        return found

    def _captured(self, since: datetime, entities: Sequence[str]) -> tuple[list[Change], datetime]:
        asked = {"entities": ",".join(entities), "changedSince": since.isoformat(timespec="seconds")}
        answer = self._client.get(f"{self._client.api_url}/company/{self._client.realm}/cdc", params=asked)
        parts = [part for one in answer.get("CDCResponse") or [] for part in one.get("QueryResponse") or []]
        found = [_read(entity, row) for part in parts for entity, row in _rows(part)]
        return found, _moment(answer.get("time")) or since


def _rows(part: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    for name, rows in part.items():
        if isinstance(rows, list):
            yield from ((name, row) for row in rows)


def _read(entity: str, row: Mapping[str, Any]) -> Change:
    id, meta = str(row["Id"]), row.get("MetaData") or {}
    at = _moment(meta.get("LastUpdatedTime"))
    assert at is not None
    if row.get("status") == "Deleted":
        return Change(entity, id, at, deleted=True)
    return Change(
        entity=entity,
        id=id,
        at=at,
        on=date.fromisoformat(str(row["TxnDate"])[:10]),
        number=str(row.get("DocNumber") or row.get("PaymentRefNum") or ""),
        version=str(row.get("SyncToken", "")),
        by=paper.reference(meta, "LastModifiedByRef"),
        total=paper.minor(row.get("TotalAmt")),
        document=paper.read_document(KINDS[entity], row) if entity in KINDS else None,
        accounts=frozenset(_references(row, "AccountRef")),
        items=any(True for _ in _references(row, "ItemRef")),
    )


def _references(part: object, ending: str) -> Iterator[str]:
    """The ids that properties of such a name point to, at any depth."""
    if isinstance(part, Mapping):
        for name, value in part.items():
            if name.endswith(ending) and isinstance(value, Mapping):
                yield str(value.get("value") or "")
            else:
                yield from _references(value, ending)
    elif isinstance(part, Sequence) and not isinstance(part, str):
        for one in part:
            yield from _references(one, ending)


def _moment(text: object) -> datetime | None:
    """A moment as QuickBooks writes it, with its zone."""
    try:
        return datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
