"""The table of entities as a page shows it: what may be done with each, straight from the rows the server runs on."""

from standins.quickbooks.entities import ENTITIES

COLUMNS = ("create", "read", "update", "delete", "void", "query", "cdc", "pdf", "send")


def markdown() -> str:
    """A Markdown table: one entity a row, one operation a column."""
    rows = ["| entity | " + " | ".join(COLUMNS) + " |", "| --- |" + " --- |" * len(COLUMNS)]
    for entity in ENTITIES.values():
        known = entity.operations | ({"cdc"} if entity.changes else set())
        rows.append(f"| {entity.name} | " + " | ".join("x" if column in known else " " for column in COLUMNS) + " |")
    return "\n".join(rows)
