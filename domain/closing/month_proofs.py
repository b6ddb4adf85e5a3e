"""The proofs of a month as its close needs them: whether they are green, and what they say."""

from dataclasses import asdict, dataclass

from domain.closing.packet import as_json
from domain.ledger.period import last_day
from domain.proofs.proof import green, latest_run, proofs_of
from domain.store import Store


@dataclass(frozen=True)
class MonthProofs:
    """Looks at the latest run as of a month's last day; running them is the proofs' own act."""

    store: Store

    def green(self, department: str, month: str) -> bool:
        """Whether every proof agreed, in a run made since the month's entry was posted."""
        with self.store.reading() as session:
            return green(session, department, month)

    def lights(self, department: str, month: str) -> list[tuple[str, bool]]:
        """Each proof that applies and whether it agreed, of the latest run made with the month's entry in the books."""
        with self.store.reading() as session:
            run = latest_run(session, department, last_day(month))
            proofs = proofs_of(session, run.id) if run and run.closed else []
        return [(proof.code, proof.ok) for proof in proofs if proof.applies]

    def as_file(self, department: str, month: str) -> bytes:
        """The run and its proofs, as JSON."""
        with self.store.reading() as session:
            run = latest_run(session, department, last_day(month))
            proofs = proofs_of(session, run.id) if run else []
            told = {"id": run.id, "at": run.at, "as of": run.as_of, "by": run.by} if run else None
            return as_json({"run": told, "proofs": [asdict(proof) | {"ok": proof.ok} for proof in proofs]})
