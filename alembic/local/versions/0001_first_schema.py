"""The first schema of a workstation's file: every table of the data dictionary, STRICT, every constraint named.

The SQL is frozen in ``../sql``: it never follows the models, so that an old file always migrates the same way.
"""

import re
from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql" / "0001_first_schema.sql"


def upgrade():
    connection = op.get_bind()
    for statement in SQL.read_text("utf-8").split(";\n\n"):
        connection.exec_driver_sql(statement.removesuffix(";\n"))


def downgrade():
    connection = op.get_bind()
    for table in reversed(re.findall(r"^CREATE TABLE (\w+)", SQL.read_text("utf-8"), re.MULTILINE)):
        connection.exec_driver_sql(f"DROP TABLE {table}")
