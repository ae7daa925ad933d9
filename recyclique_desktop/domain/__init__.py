"""Rules that are true on paper. No I/O, no SQL, no Qt, no clock of its own."""
