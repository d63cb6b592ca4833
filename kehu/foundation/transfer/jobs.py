"""Background entry points of imports and exports. Each may be killed and started again."""

from uuid import UUID

from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

# The database was away: what was committed counts, and the work goes on where it stood.
AGAIN = RetryStrategy(max_attempts=10, wait=5, linear_wait=5, retry_exceptions={OperationalError, InterfaceError})


@app.task(name="transfer.run_import", queue="transfer", retry=AGAIN)
def run_import(import_id: str) -> None:
    from kehu.foundation.transfer.actions import background

    background.run_import(UUID(import_id))


@app.task(name="transfer.check_import", queue="transfer", retry=AGAIN)
def check_import(import_id: str) -> None:
    from kehu.foundation.transfer.actions import background

    background.check_import(UUID(import_id))


@app.task(name="transfer.run_export", queue="transfer", retry=AGAIN)
def run_export(export_id: str) -> None:
    from kehu.foundation.transfer.actions import exports

    exports.run(export_id=UUID(export_id))


@app.task(name="transfer.forget_old", queue="housekeeping", queueing_lock="transfer.forget_old")
def forget_old(timestamp: int) -> None:
    """Files of exports go after a week, files and row lists of imports once they can no longer be taken back."""
    from kehu.foundation.transfer.actions import forgetting

    forgetting.forget_old()


@app.task(name="transfer.undo_import", queue="transfer", retry=AGAIN)
def undo_import(import_id: str, user_id: str, run_id: str) -> None:
    from kehu.foundation.transfer.actions import undoing

    undoing.run(import_id=UUID(import_id), user_id=UUID(user_id), run_id=UUID(run_id))
