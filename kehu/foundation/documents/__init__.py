"""Papers for the outside world: a page of HTML becomes a PDF that looks the same on every machine."""
