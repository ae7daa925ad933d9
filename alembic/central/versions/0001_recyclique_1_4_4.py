"""The schema of RecyClique 1.4.4, for a centre that starts empty; an adopted one has it already and is stamped.

``alembic_version`` is 1.4.4's own; it says that its migrations have nothing to do, and is left alone ever after.
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def _run(name):
    op.get_bind().exec_driver_sql((SQL / name).read_text("utf-8"), execution_options={"no_parameters": True})


def upgrade():
    _run("0001_recyclique_1_4_4.sql")


def downgrade():
    _run("0001_recyclique_1_4_4.down.sql")
