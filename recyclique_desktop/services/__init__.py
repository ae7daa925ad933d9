"""One function is one thing a person does, in one transaction. No commit inside."""
