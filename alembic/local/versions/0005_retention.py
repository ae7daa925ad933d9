"""Sign-ins older than six months may be forgotten; every other fact stays."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FOLDER = Path(__file__).parents[1] / "sql"
TRIGGER = "login_history_no_delete"


def _statements(path):
    return [statement.removesuffix(";\n") for statement in path.read_text("utf-8").split(";\n\n")]


def _replace(path):
    connection = op.get_bind()
    connection.exec_driver_sql(f"DROP TRIGGER {TRIGGER}")
    (statement,) = [one for one in _statements(path) if one.split()[2] == TRIGGER]
    connection.exec_driver_sql(statement)


def upgrade():
    _replace(FOLDER / "0005_retention.sql")


def downgrade():
    _replace(FOLDER / "0002_append_only.sql")
