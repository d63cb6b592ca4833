"""Background work of interactions."""

from procrastinate.contrib.django import app

from kehu.interactions.actions import reminders


@app.task(name="interactions.remind", queue="notices", queueing_lock="interactions.remind")
def remind(timestamp: int) -> None:
    """Every minute: tell people what they wanted to be reminded of."""
    reminders.remind_due()
