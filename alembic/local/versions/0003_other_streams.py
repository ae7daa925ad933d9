"""A file that meets a centre: streams of others begin where this file joined them, and may hold what it cannot apply.

Two guards change: a stream of another workstation starts at its cursor, and derived columns of a closed session follow
a sale that surfaces late.
"""

import re
from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FOLDER = Path(__file__).parents[1] / "sql"
SQL = FOLDER / "0003_other_streams.sql"
BEFORE = FOLDER / "0002_append_only.sql"
CHANGED = ("journal_dense", "cash_sessions_closed")


def _statements(path):
    return [statement.removesuffix(";\n") for statement in path.read_text("utf-8").split(";\n\n")]


def upgrade():
    connection = op.get_bind()
    for statement in _statements(SQL):
        connection.exec_driver_sql(statement)


def downgrade():
    connection = op.get_bind()
    for table in reversed(re.findall(r"^CREATE TABLE (\w+)", SQL.read_text("utf-8"), re.MULTILINE)):
        connection.exec_driver_sql(f"DROP TABLE {table}")
    for statement in _statements(BEFORE):
        name = statement.split()[2]
        if name in CHANGED:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
            connection.exec_driver_sql(statement)
