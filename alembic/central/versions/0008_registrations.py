"""A till may note requests to join; a wish is about the row that it names; acts that came since are known.

Functions that change here are replaced in place; going back reads their earlier text from their own files.
"""

import re
from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"
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
    _run((SQL / "0008_registrations.sql").read_text("utf-8"))


def _earlier(name, function):
    text = (SQL / name).read_text("utf-8")
    found = re.search(rf"CREATE (OR REPLACE )?(FUNCTION {re.escape(function)}\(.*?\$\$;\n?)", text, re.DOTALL)
    return f"CREATE OR REPLACE {found[2]}"


def downgrade():
    _run(_earlier("0004_requests.sql", "sync.may_ask"))
    _run(_earlier("0006_approvals.sql", "sync.audit"))
