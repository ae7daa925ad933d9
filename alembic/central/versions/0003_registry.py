"""Which tables and columns travel, and which acts there are, as the functions of the centre know them.

A later revision whose models or acts differ freezes a file of its own; its downgrade runs this one again.
"""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade():
    seed = (SQL / "0003_registry.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(seed, execution_options={"no_parameters": True})


def downgrade():
    op.get_bind().exec_driver_sql("DELETE FROM sync.acts")
    op.get_bind().exec_driver_sql("DELETE FROM sync.registry")
