"""Speaking to servers whose addresses people enter, without being led where we must not go."""
