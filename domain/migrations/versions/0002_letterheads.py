"""Letterheads: what stands on paper for customers besides the company's name, and how to pay."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None
ADDED = {"connection": ("address",), "department_settings": ("letterhead", "remittance")}


def upgrade() -> None:
    """Apply the change; what is there has none of them yet."""
    for table, names in ADDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take it back."""
    for table, names in ADDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.drop_column(name)
