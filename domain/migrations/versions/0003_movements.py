"""What the journal's lines come to day by day is kept; a line repeats what its entry says of department and day."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TAGS = ("accrual_id", "adjustment_id", "voucher_id", "receipt_id", "opening_id")

REPEATED = """
update journal_line
set department = e.department, "on" = e."on", tally = case when e.reverses is null then 1 else -1 end
from journal_entry e where e.seq = journal_line.entry
"""
COUNTED = """
insert into movement (department, "on", swept, account, sided, realm, amount)
select e.department, e."on", e.route = 'sweep', l.account, l.side is not null, e.realm, sum(l.amount)
from journal_line l join journal_entry e on e.seq = l.entry
group by e.department, e."on", e.route = 'sweep', l.account, l.side is not null, e.realm
"""


def upgrade() -> None:
    """Apply the change: what was recorded before is counted too."""
    op.create_table(
        "movement",
        sa.Column("department", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("swept", sa.Boolean(), nullable=False),
        sa.Column("account", sqlmodel.sql.sqltypes.AutoString(length=41), nullable=False),
        sa.Column("sided", sa.Boolean(), nullable=False),
        sa.Column("realm", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("department", "on", "swept", "account", "sided", "realm", name=op.f("pk_movement")),
        sqlite_with_rowid=False,
    )
    op.execute(COUNTED)
    op.drop_index("ix_journal_line_side", table_name="journal_line")
    for tag in TAGS:
        op.drop_index(f"ix_journal_line_{tag}", table_name="journal_line")
    op.add_column("journal_line", sa.Column("department", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True))
    op.add_column("journal_line", sa.Column("on", sa.Date(), nullable=True))
    op.add_column("journal_line", sa.Column("tally", sa.SmallInteger(), nullable=True))
    op.execute(REPEATED)
    with op.batch_alter_table("journal_line", schema=None) as batch_op:
        batch_op.alter_column("department", existing_type=sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False)
        batch_op.alter_column("on", existing_type=sa.Date(), nullable=False)
        batch_op.alter_column("tally", existing_type=sa.SmallInteger(), nullable=False)
    for tag in TAGS:
        _index(f"ix_journal_line_{tag}", [tag], f"{tag} IS NOT NULL")
    sided = ["department", "accrual_id", "adjustment_id", "side", "on", "tally", "amount"]
    _index("ix_journal_line_side", sided, "side IS NOT NULL")


def _index(name: str, columns: list[str], told: str) -> None:
    op.create_index(
        name, "journal_line", columns, unique=False, sqlite_where=sa.text(told), postgresql_where=sa.text(told)
    )
