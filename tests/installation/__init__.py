"""Kehu as its operator sees it: commands, processes, data folders."""
