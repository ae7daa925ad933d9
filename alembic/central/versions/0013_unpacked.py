"""Words that a machine left out of a batch are looked over in one walk: a push takes a tenth less."""

import re
from pathlib import Path

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
EARLIER = "0004_push.sql"
"""Where the body stands that ``sync.unpacked`` had before."""


def _run(text):
    op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})


def upgrade():
    _run((SQL / "0013_unpacked.sql").read_text("utf-8"))


def downgrade():
    text = (SQL / EARLIER).read_text("utf-8")
    found = re.search(r"CREATE FUNCTION sync\.unpacked\(.*?\$\$;\n", text, re.DOTALL)
    _run(found[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1))
