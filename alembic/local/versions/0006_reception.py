"""Facts of reception as corrections leave them: views over rows that never change.

A later revision that makes one of these tables anew drops its view first and makes it again after.
"""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql" / "0006_reception.sql"
VIEWS = ("v_ligne_depot", "v_ticket_depot", "v_poste_reception")


def upgrade():
    for statement in SQL.read_text("utf-8").removesuffix(";\n").split(";\n\n"):
        op.get_bind().exec_driver_sql(statement)


def downgrade():
    for view in VIEWS:
        op.get_bind().exec_driver_sql(f"DROP VIEW {view}")
