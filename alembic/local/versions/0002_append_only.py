"""What is recorded stays: triggers that refuse to change, remove or replace facts and journal entries.

The SQL is frozen in ``../sql``. A later revision that rebuilds one of these tables must create its triggers again,
since SQLite drops them with the table.
"""

import re
from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql" / "0002_append_only.sql"


def upgrade():
    connection = op.get_bind()
    for statement in SQL.read_text("utf-8").split(";\n\n"):
        connection.exec_driver_sql(statement.removesuffix(";\n"))


def downgrade():
    connection = op.get_bind()
    for trigger in re.findall(r"^CREATE TRIGGER (\w+)", SQL.read_text("utf-8"), re.MULTILINE):
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
