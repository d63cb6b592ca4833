"""Making a search index anew in the background."""

from procrastinate.contrib.django import app

from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run
from kehu.foundation.search import index


@app.task(name="search.rebuild", queue="long")
def rebuild(run_id: str, object_key: str) -> None:
    run = Run.objects.get(pk=run_id)
    try:
        index.rebuild(object_key, lambda done: runs.progress(run=run, done=done))
    except runs.Cancelled:
        runs.finish(run=run, state=Run.State.CANCELLED)
        return
    runs.finish(run=run)
