"""The nouns of sales support."""

from kehu.sales_support.models.pages import PlaybookPage, PlaybookUse

__all__ = ["PlaybookPage", "PlaybookUse"]
