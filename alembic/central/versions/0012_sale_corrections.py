"""Lines of paid tickets as corrections leave them; rows of money that nobody changes at the centre either."""

import re
from pathlib import Path

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
EARLIER = "0011_sessions.sql"
"""Where the body stands that ``sync.known_schemas`` had before."""


def _run(text):
    op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})


def upgrade():
    _run((SQL / "0012_sale_corrections.sql").read_text("utf-8"))
    _run((SQL / "0005_rights.sql").read_text("utf-8"))


def downgrade():
    text = (SQL / EARLIER).read_text("utf-8")
    found = re.search(r"CREATE OR REPLACE FUNCTION sync\.known_schemas\(.*?\$\$;\n", text, re.DOTALL)
    _run(found[0])
    _run((SQL / "0012_down.sql").read_text("utf-8"))
