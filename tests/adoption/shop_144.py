"""Years of a shop that runs RecyClique 1.4.4, row by row as its application leaves them, oddities included.

Seeded: the same seed is the same shop. ``data-dictionary.md`` §2–5 says what is odd; ``hostile`` adds what no
application writes and a living database holds all the same.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from recyclique_desktop.central.connection import migrating
from recyclique_desktop.data import migrate
from tests.postgres import CentralDatabase

BCRYPT = "$2b$04$abcdefghijklmnopqrstuuFBHOoJZ6yqrJmgKZl7HKJ6iPCh.6f5m"
ROOTS = ("Vaisselle", "Livres & Médias", "Jouets", "Textiles", "Petit électroménager")
LEAVES = ("Casserole", "Verre", "Livre", "CD", "Peluche", "Puzzle", "Chemise, top", "Manteau", "Bouilloire", "Lampe")
PRESET_NOTES = tuple(f"preset_type:{word}" for word in ("don-0", "don-18; petit frère", "recyclage", "decheterie"))
GARBLED = "Mot de passe forcé".encode().decode("cp850")
START = datetime(2024, 3, 4, 8, 12, 5, 123456, tzinfo=UTC)


@dataclass
class Shop144:
    """The rows of one shop, by table.

    Attributes:
        sales: About how many sales.
        lines: About how many weighed lines of deposits.
    """

    seed: int = 1
    sales: int = 400
    lines: int = 600
    recent: datetime | None = None
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.at = (self.recent - timedelta(days=max(self.sales // 25, 5))) if self.recent else START
        self._people()
        self._catalogue()
        self._till()
        self._reception()
        self._the_rest()

    def id(self) -> UUID:
        return UUID(bytes=self.chance.randbytes(16), version=4)

    def add(self, table: str, **values: Any) -> UUID:
        values = {"id": self.id(), **values}
        self.rows[table].append(values)
        found: UUID = values["id"]
        return found

    def _people(self) -> None:
        self.sites = [
            self.add("sites", name=name, city="Périgueux", configuration=Jsonb({"a": 1.5}), is_active=True)
            for name in ("La Clique", "Annexe")
        ]
        self.users = []
        for n in range(8):
            self.users.append(self.add(
                "users", username=f"benevole{n}", email=f"b{n}@exemple.fr" if n % 3 else None, hashed_password=BCRYPT,
                hashed_pin=BCRYPT if n % 2 else None, first_name="Zoé", last_name=f"N{n}",
                role="super-admin" if n == 0 else "admin" if n == 1 else "user", status="active", is_active=n != 7,
                site_id=self.sites[0] if n < 5 else self.sites[1] if n == 5 else None,
            ))  # fmt: skip
        group = self.add("groups", name="Bénévoles", description=None)
        right = self.add("permissions", name="caisse.access", description="Caisse")
        self.rows["group_permissions"].append({"group_id": group, "permission_id": right})
        self.rows["user_groups"] += [{"user_id": user, "group_id": group} for user in self.users[2:6]]
        self.registers = [
            self.add("cash_registers", name=f"Caisse {n}", site_id=site, is_active=True,
                     workflow_options=Jsonb({"features": {"weighing": {"enabled": n == 1}}}), enable_deferred=n == 1)
            for n, site in enumerate((self.sites[0], self.sites[0], self.sites[1]), start=1)
        ]  # fmt: skip

    def _catalogue(self) -> None:
        roots = [
            self.add("categories", name=name, is_active=True, is_visible=True, display_order=n, display_order_entry=n)
            for n, name in enumerate(ROOTS)
        ]
        self.leaves = [
            self.add("categories", name=name, is_active=True, is_visible=True, parent_id=roots[n // 2], price=n + 0.5,
                     max_price=None if n % 2 else n + 5, official_name=f"{name} (nom officiel)", display_order=n,
                     display_order_entry=n)
            for n, name in enumerate(LEAVES)
        ]  # fmt: skip
        self.presets = [
            self.add("preset_buttons", name=name, category_id=self.leaves[0], preset_price=price, button_type=kind,
                     sort_order=n, is_active=True)
            for n, (name, price, kind) in enumerate((("Sac 1 €", 1, "DONATION"), ("Benne", 0, "RECYCLING")))
        ]  # fmt: skip
        self.add("legacy_category_mapping_cache", source_name_normalized="bouquins", target_category_id=self.leaves[2],
                 provider="gemini", confidence=87.5)  # fmt: skip

    def money(self, most: int = 900) -> float:
        """Return an amount as 1.4.4 stores it: a float, now and then off its cent."""
        cents = self.chance.randrange(10, most)
        if self.chance.random() < 0.94:
            return cents / 100
        return self.chance.choice((cents / 100 + 1e-9, cents / 100 + 0.002, 0.1 * (cents // 10) + 0.2))

    def weight(self) -> float:
        """Return kilograms, now and then off their gram."""
        return self.chance.randrange(20, 9000) / 1000 + self.chance.choice((0.0,) * 19 + (1e-10,))

    def category(self) -> str:
        """Return what 1.4.4 wrote into a line: mostly an id, sometimes what came before."""
        leaf = str(self.chance.choice(self.leaves))
        odd = ("EEE-3", "EEE-2", "livre ", "CASSEROLE", "bouquins", "Divers", str(UUID(int=7, version=4)), leaf.upper())
        return self.chance.choice(odd) if self.chance.random() < 0.08 else leaf

    def _till(self) -> None:
        done = 0
        day = 0
        while done < self.sales:
            register = self.chance.randrange(3)
            opened = self.at + timedelta(days=day, hours=register, minutes=self.chance.randrange(30))
            deferred = day % 5 == 2
            if deferred:
                opened = opened.replace(hour=0, minute=0, second=0, microsecond=0)
            typed = opened + timedelta(days=3, hours=9) if deferred else opened + timedelta(minutes=5)
            count = 0 if day % 17 == 8 else min(self.chance.randrange(8, 40), self.sales - done)
            closed = typed + timedelta(hours=7)
            session = self.add(
                "cash_sessions", operator_id=self.chance.choice(self.users[:6]), register_id=self.registers[register],
                site_id=self.sites[0] if register < 2 else self.sites[1], initial_amount=50.0, current_amount=50.1,
                status="OPEN" if day % 23 == 22 else "CLOSED", opened_at=opened,
                closed_at=None if day % 23 == 22 else closed, total_sales=None if day % 7 == 3 else self.money(9000),
                total_items=count, closing_amount=self.money(9000), actual_amount=self.money(9000),
                variance=-0.30000000000000004, variance_comment="manque" if day % 5 == 0 else None,
                current_step=self.chance.choice((None, "ENTRY", "SALE", "EXIT")), last_activity=None,
            )  # fmt: skip
            for n in range(count):
                self._sale(session, opened, typed + timedelta(minutes=9 * n), deferred=deferred)
            done += count
            day += 1

    def _sale(self, session: UUID, opened: datetime, typed: datetime, *, deferred: bool) -> None:
        method = self.chance.choice(("CASH",) * 8 + ("CARD", "CHECK", "FREE", None))
        exits = self.chance.random() < 0.03
        total = 0.0
        sale = self.id()
        for _ in range(self.chance.randrange(1, 5)):
            price, quantity = (0.0 if exits else self.money()), self.chance.choice((1, 1, 1, 2, 3))
            note = None
            if exits:
                note = self.chance.choice(PRESET_NOTES[2:])
            elif self.chance.random() < 0.05:
                note, price = self.chance.choice(PRESET_NOTES[:2]), 0.0
            total += price * quantity
            self.add(
                "sale_items", sale_id=sale, category=self.category(), quantity=quantity,
                weight=None if self.chance.random() < 0.1 else self.weight(),
                unit_price=price, total_price=price * quantity, notes=note,
                preset_id=self.presets[0] if self.chance.random() < 0.02 else None,
            )  # fmt: skip
        if self.chance.random() < 0.05:
            total = round(total, 0)  # prix global
        donation = self.chance.choice((0.0, 0.0, 0.0, None, 0.1 + 0.2))
        old = self.chance.random() < 0.1
        self.rows["sales"].append({
            "id": sale, "cash_session_id": session, "operator_id": self.chance.choice((*self.users[:5], None)),
            "total_amount": total, "donation": donation, "payment_method": method,
            "created_at": None if old and not deferred else typed, "updated_at": None if old else typed,
            "sale_date": opened if deferred else None if old else typed,
            "note": "cassé" if self.chance.random() < 0.02 else None,
        })  # fmt: skip
        paid = "cash" if method is None else method
        if self.chance.random() < 0.04 and total > 2:
            self.add("payment_transactions", sale_id=sale, payment_method="CHECK", amount=total - 1.1)
            self.add("payment_transactions", sale_id=sale, payment_method="cash", amount=1.1)
        elif not exits:
            self.add("payment_transactions", sale_id=sale, payment_method=paid, amount=total + (donation or 0.0))

    def _reception(self) -> None:
        done = day = 0
        while done < self.lines:
            opened = self.at + timedelta(days=day, minutes=self.chance.randrange(60))
            for_ever = day % 11 == 5
            if day % 13 == 7:
                opened = opened.replace(hour=0, minute=0, second=0, microsecond=0)
            post = self.add(
                "poste_reception", opened_by_user_id=self.chance.choice(self.users[:7]), opened_at=opened,
                closed_at=None if for_ever else opened + timedelta(hours=30 if day % 13 == 7 else 8),
                status="opened" if for_ever else "closed",
            )  # fmt: skip
            for _ in range(self.chance.randrange(3, 9)):
                ticket = self.add(
                    "ticket_depot", poste_id=post, benevole_user_id=self.chance.choice(self.users[:6]),
                    created_at=opened, closed_at=opened + timedelta(hours=1), status="closed",
                )  # fmt: skip
                for _ in range(self.chance.randrange(1, 7)):
                    self.add(
                        "ligne_depot", ticket_id=ticket, category_id=self.chance.choice(self.leaves),
                        poids_kg=self.chance.randrange(20, 90_000) / 1000, is_exit=self.chance.random() < 0.1,
                        destination=self.chance.choice(("MAGASIN",) * 5 + ("RECYCLAGE", "DECHETERIE")),
                        notes="lot" if self.chance.random() < 0.1 else None,
                    )  # fmt: skip
                    done += 1
            day += 1

    def _the_rest(self) -> None:
        for n in range(20):
            user = self.users[n % 8]
            self.add("audit_logs", timestamp=self.at, actor_id=user if n % 3 else None, target_id=self.id(),
                     action_type="system_config_changed", details_json=Jsonb({"prix": 1.5}),
                     description=GARBLED if n % 4 == 0 else "Réglage modifié")  # fmt: skip
            self.add("login_history", user_id=user if n % 5 else self.id(), username="benevole", success=n % 3 > 0,
                     error_type="logout" if n % 7 == 0 else None, created_at=self.at)  # fmt: skip
        for n in range(4):
            self.add("user_sessions", user_id=self.users[n], refresh_token_hash=f"h{n}", expires_at=self.at)
            self.add("user_status_history", user_id=self.users[n], changed_by_admin_id=self.users[0], old_status=True,
                     new_status=True, reason=GARBLED if n == 1 else None)  # fmt: skip
            self.add("deposits", user_id=self.users[n], status="COMPLETED", category="TOOLS", weight=2.3400000001,
                     eee_category="TOYS", confidence_score=0.3, alternative_categories=Jsonb([{"a": 0.1}]))  # fmt: skip
            self.add("email_logs", recipient_email="x@exemple.fr", subject="Bienvenue", status="sent",
                     email_type="welcome", user_id=self.users[n])  # fmt: skip
            self.add("registration_requests", telegram_id=str(n), status="PENDING", site_id=self.sites[0])
            self.add("settings", key=f"cle_{n}", value="480")
        for site in (self.sites[0], None):
            self.add("admin_settings", key="alert_thresholds", site_id=site, value_encrypted="gAAAA")
        self.add("sync_logs", sync_type="export", status="success", records_count=1)

    def write(self, connection: psycopg.Connection[Any]) -> None:
        """Write every row, parents first."""
        for table in ORDER:
            found = self.rows.get(table)
            if not found:
                continue
            columns = sorted({name for row in found for name in row})
            uses = {name for row in found for name in row}
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            with (
                connection.cursor() as cursor,
                cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier("public", table), names)) as copy,
            ):
                for row in found:
                    defaults = DEFAULTS.get(table, {})
                    copy.write_row([_plain(row.get(name, defaults.get(name))) for name in columns if name in uses])


ORDER = (
    "sites", "users", "groups", "permissions", "group_permissions", "user_groups", "cash_registers", "categories",
    "preset_buttons", "legacy_category_mapping_cache", "cash_sessions", "sales", "sale_items", "payment_transactions",
    "poste_reception", "ticket_depot", "ligne_depot", "audit_logs", "login_history", "user_sessions",
    "user_status_history", "deposits", "email_logs", "registration_requests", "settings", "admin_settings", "sync_logs",
)  # fmt: skip
DEFAULTS: dict[str, dict[str, Any]] = {"cash_registers": {"enable_deferred": False}, "sites": {"country": "France"}}


def _plain(value: Any) -> Any:
    return json.dumps(value.obj) if isinstance(value, Jsonb) else value


CREATE_ALL = """
ALTER TABLE users DROP CONSTRAINT uq_users_email;
ALTER TABLE sale_items DROP CONSTRAINT fk_sale_items_preset_id, ADD FOREIGN KEY (preset_id) REFERENCES preset_buttons,
    ALTER COLUMN notes TYPE varchar;
ALTER TABLE payment_transactions ALTER COLUMN payment_method TYPE varchar(5);
DROP INDEX ix_payment_transactions_sale_id, idx_ligne_depot_is_exit, ix_preset_buttons_button_type,
    ix_legacy_category_mapping_cache_source_name_normalized;
ALTER TABLE legacy_category_mapping_cache DROP CONSTRAINT uq_legacy_category_mapping_cache_source_name_normalized;
CREATE UNIQUE INDEX ix_legacy_category_mapping_cache_source_name_normalized
    ON legacy_category_mapping_cache (source_name_normalized);
ALTER TABLE categories ALTER display_order DROP DEFAULT, ALTER display_order_entry DROP DEFAULT,
    ALTER is_visible DROP DEFAULT;
ALTER TABLE poste_reception ALTER opened_at DROP DEFAULT;
ALTER TABLE ticket_depot ALTER created_at DROP DEFAULT;
CREATE TYPE emaileventtype AS ENUM ('DELIVERED', 'BOUNCED');
CREATE TABLE email_events (id serial PRIMARY KEY, email_address varchar NOT NULL, message_id varchar,
    event_type emaileventtype NOT NULL, event_timestamp timestamptz NOT NULL,
    webhook_timestamp timestamptz DEFAULT now(), reason text, error_code varchar, user_agent text, ip_address varchar,
    webhook_data text, processed varchar DEFAULT 'pending');
CREATE TABLE email_statuses (id serial PRIMARY KEY, email_address varchar NOT NULL, message_id varchar NOT NULL,
    current_status emaileventtype, last_updated timestamptz DEFAULT now(), sent_timestamp timestamptz, subject varchar,
    provider varchar DEFAULT 'brevo', bounced_reason text, error_details text);
CREATE UNIQUE INDEX ix_email_statuses_message_id ON email_statuses (message_id);
"""
MAIL_ROWS = """
INSERT INTO email_events (email_address, event_type, event_timestamp) VALUES ('a@exemple.fr', 'BOUNCED', now());
INSERT INTO email_statuses (email_address, message_id) VALUES ('a@exemple.fr', 'm1'), ('b@exemple.fr', 'm2');
"""


def schema_144(database: CentralDatabase, variant: str = "migrations") -> None:
    """Make the empty schema of 1.4.4, as its migrations leave it, as ``create_all`` does, or without its version."""
    with migrating(database.dsn) as connection:
        migrate.upgrade_centre(connection, "0001")
    with database.connect() as connection:
        connection.execute("DROP TABLE recyclique_alembic_version")
        if variant == "create-all":
            connection.execute(CREATE_ALL)
        if variant != "migrations":
            connection.execute("DROP TABLE alembic_version")


def living_144(database: CentralDatabase, shop: Shop144, variant: str = "migrations") -> None:
    """Make the database of a shop."""
    schema_144(database, variant)
    with database.connect() as connection, connection.transaction():
        shop.write(connection)
        if variant == "create-all":
            connection.execute(MAIL_ROWS)
