"""The guided first sale: one sentence at the foot of the window says the next gesture."""
