"""The daily digest."""

from procrastinate.contrib.django import app

from kehu.foundation.notices.actions.notices import mail_digests


@app.task(name="notices.mail_digests", queue="notices", queueing_lock="notices.mail_digests")
def send_digests(timestamp: int) -> None:
    mail_digests()
