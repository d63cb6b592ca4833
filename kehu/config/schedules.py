"""Every periodic job of Kehu, in one file: what runs when, in UTC.

A sixth field counts seconds. Each task has a queueing lock, so that a slow run is not queued again behind itself.
"""

from procrastinate.contrib.django import app

import kehu.config.demo.jobs  # noqa: F401 its job is known from here
from kehu.cadences import jobs as cadences
from kehu.calendar_sync import jobs as calendar_sync
from kehu.contracts import jobs as contracts
from kehu.coverage import jobs as coverage
from kehu.customers import jobs as customers
from kehu.forecasting import jobs as forecasting
from kehu.foundation.access import jobs as access
from kehu.foundation.api import jobs as api
from kehu.foundation.approvals import jobs as approvals
from kehu.foundation.audit import jobs as audit
from kehu.foundation.changes import jobs as changes
from kehu.foundation.company import jobs as company
from kehu.foundation.events import jobs as events
from kehu.foundation.files import jobs as files
from kehu.foundation.jobs import jobs
from kehu.foundation.notices import jobs as notices
from kehu.foundation.transfer import jobs as transfer
from kehu.interactions import jobs as interactions
from kehu.key_accounts import jobs as key_accounts
from kehu.quotes import jobs as quotes
from kehu.sales import jobs as sales

app.periodic(cron="* * * * * */20")(jobs.rescue_stalled)
app.periodic(cron="17 3 * * *")(jobs.forget_old)
app.periodic(cron="23 3 * * *")(audit.make_partitions)
app.periodic(cron="29 3 * * *")(access.clear_sessions)
app.periodic(cron="31 3 * * *")(api.forget_keys)
app.periodic(cron="37 3 * * *")(events.forget_old)
app.periodic(cron="* * * * *")(interactions.remind)
app.periodic(cron="* * * * *")(approvals.tend_requests)
app.periodic(cron="* * * * *")(calendar_sync.tend)
app.periodic(cron="41 1 * * *")(customers.search_duplicates)
app.periodic(cron="* * * * *")(company.mark_uncertain)
app.periodic(cron="11 2 * * *")(customers.measure_quality)
app.periodic(cron="11 4 * * *")(customers.keep_no_longer)
app.periodic(cron="0 0 * * *")(notices.send_digests)  # eight o'clock in the morning in China
app.periodic(cron="41 3 * * *")(transfer.forget_old)
app.periodic(cron="7 * * * *")(quotes.expire)
app.periodic(cron="47 2 * * *")(changes.purge_trash)
app.periodic(cron="47 3 * * *")(files.sweep)
app.periodic(cron="7 1 * * *")(coverage.watch_handovers)
app.periodic(cron="7 * * * *")(forecasting.take_snapshot)  # one a week, in the first hour of the company's Monday
app.periodic(cron="13 17 * * *")(sales.reclaim)  # a quarter past one in the night in China
app.periodic(cron="7 0 * * *")(sales.warn_of_reclaim)
app.periodic(cron="*/5 * * * *")(sales.watch_answers)
app.periodic(cron="53 17 * * *")(sales.rescore)
app.periodic(cron="*/10 * * * *")(cadences.sweep)
app.periodic(cron="51 3 * * *")(calendar_sync.forget_old)
app.periodic(cron="31 17 * * *")(key_accounts.nightly)  # half past one in the night in China
app.periodic(cron="23 0 * * *")(key_accounts.remind)
app.periodic(cron="29 0 * * 1")(cadences.tell_managers)  # Monday morning in China
app.periodic(cron="19 0 * * *")(contracts.watch)  # in the morning in China
