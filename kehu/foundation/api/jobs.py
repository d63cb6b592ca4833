"""Forgetting old idempotency keys."""

from procrastinate.contrib.django import app

from kehu.foundation.api.idempotency import forget_old_keys


@app.task(name="api.forget_old_keys", queue="housekeeping", queueing_lock="api.forget_old_keys")
def forget_keys(timestamp: int) -> None:
    forget_old_keys()
