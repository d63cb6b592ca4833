"""Prepares what browsers load: a dozen vendor files out of npm packages, our own files, hashed and compressed.

`python -m kehu.config.frontend` is the one entry point; it does nothing when its inputs are unchanged.
"""
