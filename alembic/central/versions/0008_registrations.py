"""A till may note requests to join; acts that came since are known.

``sync.may_ask`` is replaced in place; going back reads its earlier text from 0004's own file.
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


def downgrade():
    text = (SQL / "0004_requests.sql").read_text("utf-8")
    found = re.search(r"CREATE FUNCTION sync\.may_ask\(.*?\$\$;\n", text, re.DOTALL)
    _run(found.group().replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1))
