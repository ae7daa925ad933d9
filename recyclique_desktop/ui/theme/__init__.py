"""Tokens, and the palette, style sheet and icons generated from them."""
