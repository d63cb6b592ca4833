"""The engine under the actions: checks and writes one customer or ten thousand with the same few statements.

No permission is asked here and no event published; that is the actions' part. Nothing else writes these tables, except
single-row actions on what hangs on a customer.
"""
