"""How rows of a file become customers, contacts, contact points and relationships; see foundation/transfer."""
