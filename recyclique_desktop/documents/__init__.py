"""From frozen rows to text, bytes or files. No printing, no queries."""
