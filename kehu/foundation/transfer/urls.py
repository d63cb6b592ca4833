from django.urls import path

from kehu.foundation.transfer.views import exports, imports, steps

app_name = "transfer"
urlpatterns = [
    path("imports/", imports.index, name="imports"),
    path("imports/upload", imports.upload, name="upload"),
    path("imports/<uuid:import_id>/", imports.show, name="import"),
    path("imports/<uuid:import_id>/progress", imports.progress, name="progress"),
    path("imports/<uuid:import_id>/issues", imports.issues, name="issues"),
    path("imports/<uuid:import_id>/dates", imports.dates, name="dates"),
    path("imports/<uuid:import_id>/records", imports.records, name="records"),
    path("imports/<uuid:import_id>/failed-rows.csv", imports.failed_rows, name="failed_rows"),
    path("imports/<uuid:import_id>/reading", steps.reading, name="reading"),
    path("imports/<uuid:import_id>/columns", steps.columns, name="columns"),
    path("imports/<uuid:import_id>/cancellation", steps.cancellation, name="cancellation"),
    path("imports/<uuid:import_id>/resumption", steps.resumption, name="resumption"),
    path("imports/<uuid:import_id>/reversal", steps.reversal, name="reversal"),
    path("exports/", exports.index, name="exports"),
    path("exports/<uuid:export_id>/file", exports.download, name="export_file"),
]
