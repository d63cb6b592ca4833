from django.urls import path

from kehu.foundation.files import views

app_name = "files"
urlpatterns = [
    path("of/<slug:object_key>/<uuid:record_id>/", views.of_record, name="of_record"),
    path("of/<slug:object_key>/<uuid:record_id>/upload/", views.upload, name="upload"),
    path("<uuid:attachment_id>/", views.download, name="download"),
    path("<uuid:attachment_id>/preview/", views.preview, name="preview"),
    path("<uuid:attachment_id>/removal/", views.remove, name="remove"),
]
