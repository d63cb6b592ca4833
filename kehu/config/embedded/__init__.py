"""The PostgreSQL 18 that comes with Kehu: one cluster in the data folder, reached through a Unix socket only.

It runs as a child of whoever started it (the supervisor, or a command that runs alone), never as root, and stops
with it.
"""
