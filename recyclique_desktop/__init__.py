"""RecyClique Desktop: an offline-first point of sale for French re-use shops (ressourceries)."""

__version__ = "0.1.0"
