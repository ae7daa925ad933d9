"""Numbers people read are indexed, not forbidden twice: two copies of one disk may both have given one.

What is unique is (stream, series, number), in the journal.
"""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FOLDER = Path(__file__).parents[1] / "sql"
SQL = FOLDER / "0004_numbers.sql"
TRIGGERS = FOLDER / "0002_append_only.sql"
INDEXES = FOLDER / "0001_first_schema.sql"
CHANGED = ("sales_no_replace", "closures_no_replace", "cash_sessions_no_replace")
NUMBERS = ("sales_number", "sales_disposal_number", "cash_sessions_number", "closures_number", "ticket_depot_number")


def _statements(path):
    return [statement.removesuffix(";\n") for statement in path.read_text("utf-8").split(";\n\n")]


def upgrade():
    for statement in _statements(SQL):
        op.get_bind().exec_driver_sql(statement)


def downgrade():
    connection = op.get_bind()
    for name in NUMBERS:
        connection.exec_driver_sql(f"DROP INDEX ix_{name}")
    for statement in _statements(INDEXES):
        if statement.startswith("CREATE UNIQUE INDEX") and statement.split()[3].removeprefix("uq_") in NUMBERS:
            connection.exec_driver_sql(statement)
    for statement in _statements(TRIGGERS):
        if statement.split()[2] in CHANGED:
            connection.exec_driver_sql(f"DROP TRIGGER {statement.split()[2]}")
            connection.exec_driver_sql(statement)
