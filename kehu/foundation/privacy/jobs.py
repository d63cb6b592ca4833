"""Background entry points of erasures."""

from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run

log = structlog.get_logger("kehu.privacy")
AGAIN = RetryStrategy(max_attempts=10, wait=5, linear_wait=5, retry_exceptions={OperationalError, InterfaceError})


@app.task(name="privacy.run_erasure", queue="long", retry=AGAIN)
def run_erasure(erasure_id: str) -> None:
    """May be killed and run again; done once it does nothing."""
    from kehu.foundation.privacy.actions import running
    from kehu.foundation.privacy.models import Erasure

    try:
        running.run(erasure_id=UUID(erasure_id))
    except (OperationalError, InterfaceError):
        raise  # the job is tried again
    except Exception as problem:
        log.exception("erasure_stopped", id=erasure_id)
        stopped = Erasure.objects.select_related("run").get(pk=erasure_id)
        Erasure.objects.filter(pk=erasure_id).update(state=Erasure.State.FAILED, failure=type(problem).__name__)
        if stopped.run:
            runs.finish(run=stopped.run, state=Run.State.FAILED, failure=type(problem).__name__)
        raise
