"""Background work of contracts."""

from procrastinate.contrib.django import app

from kehu.contracts.actions import watching


@app.task(name="contracts.watch", queue="notices", queueing_lock="contracts.watch")
def watch(timestamp: int) -> None:
    """Every morning: what is due, late, to be reached, or comes to its end."""
    watching.watch()
