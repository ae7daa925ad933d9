"""Acts that need more than one room below. No rules, no SQL, no Qt."""
