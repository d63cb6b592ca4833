"""Kehu (客户): one customer, one page, one history over every channel."""

__version__ = "0.1.0"
