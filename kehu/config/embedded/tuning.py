"""PostgreSQL's settings for this machine, written anew at every start so that they fit its memory."""

import os
from pathlib import Path

MEBIBYTE = 1024 * 1024


def configuration(socket_folder: Path, *, durable: bool = True) -> str:
    """The text of postgresql.conf. `durable=False` trades crash safety for speed and is for tests only."""
    memory = _memory() // MEBIBYTE
    settings = {
        "listen_addresses": "''",
        "unix_socket_directories": f"'{socket_folder}'",
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": f"{_within(memory // 7, 128, 4096)}MB",
        "effective_cache_size": f"{_within(memory // 2, 256, 65536)}MB",
        "maintenance_work_mem": f"{_within(memory // 24, 64, 1024)}MB",
        "work_mem": f"{_within(memory // 400, 8, 64)}MB",
        "dynamic_shared_memory_type": _shared_memory(),
        "wal_level": "replica",
        # This build knows pglz alone, which costs an import a fifth of its rate and saves a sixth of the log.
        "wal_compression": "off",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",
        "max_locks_per_transaction": "256",
        "track_io_timing": "on",
        "autovacuum_naptime": "30s",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "lc_messages": "'C'",
        "datestyle": "'iso, ymd'",
        # The log must not hold what customers told us: no statements, no values, no details of violated keys.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_line_prefix": "'%m [%p] '",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    lines = [f"{name} = {value}" for name, value in settings.items()]
    return "\n".join(
        [
            "# Written by Kehu at every start. Your own settings go to local.conf beside this file, or ALTER SYSTEM.",
            *lines,
            "include_if_exists 'local.conf'",
            "",
        ]
    )


def _within(value: int, least: int, most: int) -> int:
    return max(least, min(most, value))


def _memory() -> int:
    """Bytes of memory we may use: the machine's, or less where a container sets a limit."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            total = min(total, int(Path(path).read_text()))
        except (OSError, ValueError):
            continue
    return total


def _shared_memory() -> str:
    """Containers give /dev/shm 64 MB, too little for a parallel hash join; files in the data folder always do."""
    try:
        status = os.statvfs("/dev/shm")  # noqa: S108
    except OSError:
        return "mmap" if not Path("/System/Library").exists() else "posix"
    return "posix" if status.f_bavail * status.f_frsize >= 512 * MEBIBYTE else "mmap"
