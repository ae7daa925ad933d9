"""What this program makes sound in the schema of 1.4.4, and what it adds; 1.4.4 goes on reading and writing.

The SQL is frozen in ``../sql``: it never follows the models, so that an old centre always migrates the same way.
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def _run(name):
    op.get_bind().exec_driver_sql((SQL / name).read_text("utf-8"), execution_options={"no_parameters": True})


def upgrade():
    _run("0002_ours.sql")


def downgrade():
    _run("0002_ours.down.sql")
