"""Every address of Kehu begins here."""

from django.urls import include, path

from kehu.config import health

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("", include("kehu.foundation.ui.urls")),
    path("", include("kehu.interactions.urls")),
    path("accounts/", include("allauth.urls")),
]

handler400 = "kehu.foundation.ui.errors.bad_request"
handler403 = "kehu.foundation.ui.errors.forbidden"
handler404 = "kehu.foundation.ui.errors.not_found"
handler500 = "kehu.foundation.ui.errors.failed"
