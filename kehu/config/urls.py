"""Every address of Kehu begins here."""

from django.urls import include, path

from kehu.config import health

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("", include("kehu.foundation.ui.urls")),
    path("accounts/", include("allauth.urls")),
]
