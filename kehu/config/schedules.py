"""Every periodic job of Kehu, in one file."""
