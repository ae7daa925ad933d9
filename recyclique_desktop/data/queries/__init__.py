"""Reads for screens and reports; they return frozen dataclasses, never rows."""
