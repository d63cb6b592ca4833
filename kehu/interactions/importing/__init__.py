"""How rows of a file become past touches and tasks; see foundation/transfer."""
