"""The same proofs over PostgreSQL."""

import pytest

from domain.proofs.why import Why
from standins.quickbooks.running import Running
from tests.domain.january import day
from tests.domain.proofs.desk import proof_desk


@pytest.mark.postgres
def test_a_day_is_proved_and_every_amount_answers_why(postgres_url: str, standin: Running) -> None:
    with proof_desk(postgres_url, standin, ar_on=True) as desk:
        desk.plays(day(12))
        run, proofs = desk.runs(day(12))
        assert [code for code, proof in proofs.items() if not proof.ok] == []
        assert proofs["R2"].ours == -40_00
        why = Why(desk.store)
        [account] = why.proof(run.id, "R2")[2]
        assert sum(row.amount for row in why.entries(run.id, "R2", "2110").rows) == account.amount
        desk.person("delete", kind="Bill", id=desk.books_id_of("V-6"))
        assert desk.red(day(12)) == {"R2": 640_00, "R7": -640_00}
