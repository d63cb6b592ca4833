from django.urls import path

from kehu.foundation.jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.list_jobs, name="list"),
    path("jobs/runs/<uuid:run_id>/", views.run, name="run"),
    path("jobs/runs/<uuid:run_id>/cancellation/", views.cancel, name="cancel"),
    path("jobs/<int:job_id>/retry/", views.try_again, name="try_again"),
]
