"""Addresses of kinds of record that the company made, under /objects/, and of the settings that make them."""

from django.urls import path

from kehu.foundation.custom_objects.views import records, related, settings

app_name = "custom_objects"
urlpatterns = [
    path("settings/objects/", settings.list_kinds, name="kinds"),
    path("settings/objects/new/", settings.define, name="define"),
    path("settings/objects/<uuid:kind_id>/", settings.change, name="change"),
    path("settings/objects/<uuid:kind_id>/rights/", settings.rights, name="rights"),
    path("settings/objects/<uuid:kind_id>/removal/", settings.delete, name="delete"),
    path("settings/objects/<uuid:kind_id>/return/", settings.bring_back, name="bring_back"),
    path("related/<slug:object_key>/<uuid:record_id>/<slug:panel>/", related.related, name="related"),
    path("objects/<slug:kind>/", records.list_records, name="list"),
    path("objects/<slug:kind>/new/", records.create, name="create"),
    path("objects/<slug:kind>/<uuid:record_id>/", records.record, name="record"),
    path("objects/<slug:kind>/<uuid:record_id>/edit/", records.edit, name="edit"),
    path("objects/<slug:kind>/<uuid:record_id>/facts/<str:field>/", records.fact, name="fact"),
    path("objects/<slug:kind>/<uuid:record_id>/parts/<slug:what>/", records.part, name="part"),
    path("objects/<slug:kind>/<uuid:record_id>/notes/", records.write_note, name="write_note"),
    path("objects/<slug:kind>/<uuid:record_id>/notes/<uuid:note_id>/removal/", records.remove_note, name="remove_note"),
    path("objects/<slug:kind>/<uuid:record_id>/trash/", records.trash, name="trash"),
]
