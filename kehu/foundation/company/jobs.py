"""Mail leaves in the background."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kehu.foundation.company import mail


@app.task(
    name="company.send_mail",
    queue="mail",
    retry=RetryStrategy(max_attempts=mail.MOST_ATTEMPTS, exponential_wait=4, retry_exceptions=[mail.NotSentYet]),
)
def send_mail(mail_id: str) -> None:
    mail.send(mail_id)


@app.task(name="company.mark_uncertain", queue="housekeeping", queueing_lock="company.mark_uncertain")
def mark_uncertain(timestamp: int) -> None:
    """Show mails whose sending was cut off half-way."""
    mail.mark_uncertain()
