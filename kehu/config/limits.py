"""Limits of the operating system that matter to us."""

import resource


def raise_open_files() -> None:
    """Every waiting browser holds a file open; the usual soft limit of 1,024 is a left-over of old programs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
