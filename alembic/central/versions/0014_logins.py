"""A machine keeps its place at the centre whoever copied its disk, and however often its network fell silent."""

import re
from pathlib import Path

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
EARLIER = "0004_enrol.sql"
"""Where the body stands that ``sync.make_login`` had before."""


def _run(text):
    op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})


def upgrade():
    _run((SQL / "0014_logins.sql").read_text("utf-8"))


def downgrade():
    _run((SQL / "0014_down.sql").read_text("utf-8"))
    text = (SQL / EARLIER).read_text("utf-8")
    found = re.search(r"CREATE FUNCTION sync\.make_login\(.*?\$\$;\n", text, re.DOTALL)
    _run(found[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1))
