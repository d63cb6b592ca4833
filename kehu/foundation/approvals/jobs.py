"""Background work of approvals."""

from procrastinate.contrib.django import app

from kehu.foundation.approvals.actions.tending import tend


@app.task(name="approvals.tend", queue="notices", queueing_lock="approvals.tend")
def tend_requests(timestamp: int) -> None:
    """Every minute: reminders, deadlines, successors."""
    tend()
