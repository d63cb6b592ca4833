"""Every periodic job of Kehu, in one file: what runs when, in UTC.

A sixth field counts seconds. Each task has a queueing lock, so that a slow run is not queued again behind itself.
"""

from procrastinate.contrib.django import app

from kehu.customers import jobs as customers
from kehu.foundation.access import jobs as access
from kehu.foundation.audit import jobs as audit
from kehu.foundation.jobs import jobs
from kehu.interactions import jobs as interactions

app.periodic(cron="* * * * * */20")(jobs.rescue_stalled)
app.periodic(cron="17 3 * * *")(jobs.forget_old)
app.periodic(cron="23 3 * * *")(audit.make_partitions)
app.periodic(cron="29 3 * * *")(access.clear_sessions)
app.periodic(cron="* * * * *")(interactions.remind)
app.periodic(cron="41 1 * * *")(customers.search_duplicates)
