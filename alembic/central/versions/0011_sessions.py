"""The day of a notebook as its corrections leave it, its sales with it; the acts that came since."""

import re
from pathlib import Path

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def _run(text):
    op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})


def _acts():
    """Return the acts that the registry names; a centre that stood before them learns the new ones."""
    text = (SQL / "0003_registry.sql").read_text("utf-8")
    rows = re.findall(r"^INSERT INTO sync\.acts .*?\);$", text, re.DOTALL | re.MULTILINE)
    return "\n".join(row.removesuffix(";") + " ON CONFLICT (name) DO NOTHING;" for row in rows)


def upgrade():
    _run(_acts())
    _run((SQL / "0011_sessions.sql").read_text("utf-8"))


def downgrade():
    _run("DROP VIEW v_sales, v_cash_sessions; DROP INDEX ix_cash_sessions_open_notebook;")
    text = (SQL / "0010_caught_up.sql").read_text("utf-8")
    found = re.search(r"CREATE OR REPLACE FUNCTION sync\.known_schemas\(.*?\$\$;\n", text, re.DOTALL)
    _run(found[0])
