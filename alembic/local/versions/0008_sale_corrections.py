"""Lines of paid tickets as corrections leave them: a view over rows that never change.

A later revision that makes the table anew drops the view first and makes it again after.
"""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql" / "0008_sale_corrections.sql"


def upgrade():
    op.get_bind().exec_driver_sql(SQL.read_text("utf-8").removesuffix(";\n"))


def downgrade():
    op.get_bind().exec_driver_sql("DROP VIEW v_sale_items")
