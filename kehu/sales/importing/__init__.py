"""How rows of a file become leads and opportunities; see foundation/transfer."""
