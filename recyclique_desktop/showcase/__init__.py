"""The demonstration, played through the real screens: the gestures, and the evidence they leave."""
