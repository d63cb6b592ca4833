"""Addresses under /settings/."""

from django.urls import path

from kehu.foundation.changes.views import change_sets, trash

app_name = "changes"
urlpatterns = [
    path("changes/", change_sets.list_change_sets, name="list"),
    path("changes/<uuid:change_set_id>/", change_sets.change_set, name="change_set"),
    path("changes/<uuid:change_set_id>/made/", change_sets.made, name="made"),
    path("changes/<uuid:change_set_id>/preview/", change_sets.preview, name="preview"),
    path("changes/<uuid:change_set_id>/reversal/", change_sets.take_back, name="take_back"),
    path("changes/of/<slug:object_key>/<uuid:record_id>/", change_sets.of_record, name="of_record"),
    path("trash/", trash.list_trash, name="trash"),
    path("trash/<slug:object_key>/restoration/", trash.restore, name="restore"),
    path("trash/<slug:object_key>/purge/", trash.purge, name="purge"),
]
