"""Screens. No SQL, no ORM rows."""
