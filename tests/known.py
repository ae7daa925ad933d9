"""What every test knows beforehand: keys, identifiers, a morning, a short price list."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

MORNING = datetime(2026, 9, 17, 7, 0, tzinfo=UTC)
"""9:00 in Paris, a Thursday."""
KEY = bytes(range(32))
SIGNING_KEY = bytes(range(32, 64))
STREAM = UUID("0aaaaaaa-0000-4000-8000-000000000001")
CENTRE_STREAM = UUID("0aaaaaaa-0000-4000-8000-000000000002")
WORKSTATION = UUID("0aaaaaaa-0000-4000-8000-000000000003")
SITE = UUID("0aaaaaaa-0000-4000-8000-000000000004")
PIN = "2580"
ROWS = (
    ("Vaisselle & Cuisine / Maison", "Casserole", 300, None),
    ("Vaisselle & Cuisine / Maison", "Verre", 50, None),
    ("Livres & Médias", "Livre", 100, None),
    ("Livres & Médias", "CD", 100, 300),
    ("Jouets", "Jouets", 50, 1000),
    ("Luminaires & Décoration", "Lampe", 300, None),
    ("Textiles – Linge – Chaussures", "Chemise, top", 300, None),
)
"""Root, sub-category, price and highest price in cents."""
