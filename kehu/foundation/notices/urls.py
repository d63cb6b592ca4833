from django.urls import path

from kehu.foundation.notices import views

app_name = "notices"
urlpatterns = [
    path("panel/", views.panel, name="panel"),
    path("badge/", views.badge, name="badge"),
    path("reading/", views.read_all, name="read_all"),
    path("<uuid:notice_id>/", views.open_notice, name="open"),
]
