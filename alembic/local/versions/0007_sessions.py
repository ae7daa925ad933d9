"""One open notebook per till place and day; the day of a notebook as its corrections leave it, its sales with it.

A later revision that makes one of these tables anew drops its view first and makes it again after.
"""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FOLDER = Path(__file__).parents[1] / "sql"
BEFORE = FOLDER / "0004_numbers.sql"
TRIGGER = "cash_sessions_no_replace"


def _statements(path):
    return [statement.removesuffix(";\n") for statement in path.read_text("utf-8").split(";\n\n")]


def upgrade():
    for statement in _statements(FOLDER / "0007_sessions.sql"):
        op.get_bind().exec_driver_sql(statement)


def downgrade():
    connection = op.get_bind()
    for view in ("v_sales", "v_cash_sessions"):
        connection.exec_driver_sql(f"DROP VIEW {view}")
    connection.exec_driver_sql("DROP INDEX uq_cash_sessions_open_notebook")
    connection.exec_driver_sql(f"DROP TRIGGER {TRIGGER}")
    for statement in _statements(BEFORE):
        if statement.startswith(f"CREATE TRIGGER {TRIGGER} "):
            connection.exec_driver_sql(statement)
