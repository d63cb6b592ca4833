"""Addresses of what belongs to the frame of all pages."""

from django.urls import path

from kehu.foundation.ui import views

app_name = "ui"
urlpatterns = [
    path("language", views.language, name="language"),
    path("theme", views.theme, name="theme"),
    path("profile/", views.profile, name="profile"),
]
