"""Runs the migrations of one side: ``config.attributes`` brings the connection and says which side it is.

Both histories share this file and one metadata; what belongs to the other side is left out of comparisons.

To write the next revision of the local side: change the models, let ``tests/data/test_migrations.py`` name the
difference, write ``local/versions/<number>_<words>.py`` with its SQL frozen in ``local/sql``. SQLite drops the triggers
of a table that is rebuilt: create them again in the same revision. For the central side ``tests/central`` names the
difference; a revision reads the files of ``central/sql`` that begin with its own number.
"""

from sqlalchemy.dialects.postgresql.base import ischema_names

from alembic import context
from recyclique_desktop.data.models import Base
from recyclique_desktop.data.models.central import central_metadata
from recyclique_desktop.data.models.sides import belongs
from recyclique_desktop.data.types import Xid8

ischema_names["xid8"] = Xid8
side = context.config.attributes["side"]


def _is_local(item, _name, _kind, reflected, _compared):
    return reflected or belongs(item, "local")


def _is_central(_item, name, kind, reflected, _compared):
    return not (reflected and kind == "table" and name == "alembic_version")


def _of_ours(name, kind, _parents):
    return kind != "schema" or name in {None, "sync"}


def _options():
    if side == "local":
        return {"target_metadata": Base.metadata, "include_object": _is_local}
    return {
        "target_metadata": central_metadata(),
        "include_object": _is_central,
        "include_name": _of_ours,
        "include_schemas": True,
        "autogenerate_plugins": ["alembic.autogenerate.*", "~alembic.autogenerate.comments"],
    }


context.configure(
    connection=context.config.attributes["connection"],
    version_table="recyclique_alembic_version",
    transactional_ddl=True,
    compare_type=True,
    compare_server_default=True,
    **_options(),
)
with context.begin_transaction():
    context.run_migrations()
