"""Jobs about jobs: nothing puts back what a killed worker left behind unless we do."""

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

SILENCE = 30.0  # seconds without a sign of life after which a worker counts as dead
MOST_ATTEMPTS = 5
KEPT_HOURS = 7 * 24  # how long jobs that succeeded can be looked at


@app.task(name="jobs.rescue_stalled", queue="housekeeping", queueing_lock="jobs.rescue_stalled", pass_context=True)
async def rescue_stalled(context: JobContext, timestamp: int) -> None:
    """Put back the jobs of dead workers. Every job may run twice without harm, so none needs to be asked.

    One that was under way at several deaths probably causes them: it is set aside as failed, and the queue goes on.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE):
        if job.attempts >= MOST_ATTEMPTS:
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job)


@app.task(name="jobs.forget_old", queue="housekeeping", queueing_lock="jobs.forget_old", pass_context=True)
async def forget_old(context: JobContext, timestamp: int) -> None:
    """Remove jobs that succeeded a week ago; failed ones stay until somebody has looked at them."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS)
