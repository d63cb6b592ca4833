"""From what people and files say to what is stored: one rule per kind of value, used by every way in."""
