"""Kinds of value a business keeps about people and firms: phone numbers, addresses, names, money, dates.

Nothing here knows a database or a customer: each file turns what people type into one normal form, and shows it again
as the reader's language expects. Parsing never raises on rubbish unless its docstring says so.
"""
