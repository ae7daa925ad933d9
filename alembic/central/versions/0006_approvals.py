"""What a manager allowed is told in the centre's audit rows; acts that came since are known.

``sync.audit`` is replaced in place; going back reads its earlier text from 0004's own file.
"""

import re
from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"
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
    _run((SQL / "0006_approvals.sql").read_text("utf-8"))


def downgrade():
    text = (SQL / "0004_centre_stream.sql").read_text("utf-8")
    found = re.search(r"CREATE FUNCTION sync\.audit\(.*?\$\$;\n", text, re.DOTALL)
    _run(found.group().replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1))
