"""The back office: what the shop shares, and how it meets its centre."""
