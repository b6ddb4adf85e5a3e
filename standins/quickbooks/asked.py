"""What a request is about, told from its line and body before anybody acts on it."""

from dataclasses import dataclass

from standins.quickbooks import wire

POSTED = {"delete": "delete", "void": "void", "update": "update", "create": "create"}
PLURALS = {
    "read": "reads",
    "query": "queries",
    "create": "creates",
    "update": "updates",
    "delete": "deletes",
    "void": "voids",
    "batch": "batches",
    "report": "reports",
    "upload": "uploads",
    "token": "tokens",
}


@dataclass(frozen=True)
class Asked:
    """`operation` is a word of PLURALS, or cdc, send, pdf or other."""

    method: str
    path: str
    realm: str = ""
    entity: str = ""
    operation: str = "other"

    @property
    def plural(self) -> str:
        """The name under which it is counted."""
        return PLURALS.get(self.operation, self.operation)


def describe(method: str, path: str, query: dict[str, str], body: bytes) -> Asked:
    """What this request asks for."""
    parts = [part for part in path.split("/") if part]
    if parts[:2] != ["v3", "company"] or len(parts) < 4:
        return Asked(method, path, operation="token" if path.startswith("/oauth2/") else "other")
    realm, entity, rest = parts[2], parts[3].lower(), parts[4:]
    if entity in ("query", "batch", "cdc", "upload", "reports"):
        return Asked(method, path, realm, entity, "report" if entity == "reports" else entity)
    return Asked(method, path, realm, entity, _operation(method, rest, query, body))


def _operation(method: str, rest: list[str], query: dict[str, str], body: bytes) -> str:
    if rest[1:]:
        return rest[1].lower()
    if method == "GET":
        return "read"
    if query.get("include", "").lower() == "void":
        return "void"
    if operation := query.get("operation", "").lower():
        return POSTED.get(operation, "other")
    return "update" if _has_id(body) else "create"


def _has_id(body: bytes) -> bool:
    try:
        found = wire.read(body)
    except ValueError:
        return False
    return isinstance(found, dict) and str(found.get("Id") or "0") != "0"
