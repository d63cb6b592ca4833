from django.urls import path

from kehu.foundation.audit.views import history, search

app_name = "audit"
urlpatterns = [
    path("settings/audit/", search.changes, name="search"),
    path("settings/audit/reads/", search.sensitive_reads, name="reads"),
    path("history/of/<slug:object_key>/<uuid:record_id>/", history.of_record, name="of_record"),
]
