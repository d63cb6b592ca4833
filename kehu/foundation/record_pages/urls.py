from django.urls import path

from kehu.foundation.record_pages import views

app_name = "record_pages"
urlpatterns = [
    path("layouts/<slug:object_key>/", views.edit, name="edit"),
    path("layouts/<slug:object_key>/reset/", views.reset, name="reset"),
]
