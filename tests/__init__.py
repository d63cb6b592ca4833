"""Tests that no single domain owns, and what every test stands on (plugin.py)."""
