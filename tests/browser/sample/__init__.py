"""Pages that show every part of the frame's kit, served to browser tests only."""
