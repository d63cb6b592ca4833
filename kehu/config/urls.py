"""Every address of Kehu begins here."""

from django.urls import include, path, re_path

from kehu.config import health
from kehu.config.api import api, not_found

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("api/v1/", api.urls),
    re_path(r"^api(/|$)", not_found),
    path("", include("kehu.foundation.ui.urls")),
    path("", include("kehu.interactions.urls")),
    path("", include("kehu.calendar_sync.urls")),
    path("", include("kehu.foundation.access.urls")),
    path("", include("kehu.foundation.company.urls")),
    path("settings/single-sign-on/", include("kehu.foundation.single_sign_on.urls")),
    path("", include("kehu.foundation.fields.urls")),
    path("settings/", include("kehu.foundation.jobs.urls")),
    path("", include("kehu.config.demo.urls")),
    path("settings/", include("kehu.foundation.changes.urls")),
    path("notices/", include("kehu.foundation.notices.urls")),
    path("files/", include("kehu.foundation.files.urls")),
    path("customers/", include("kehu.customers.urls")),
    path("", include("kehu.customers.privacy_urls")),
    path("", include("kehu.sales.urls")),
    path("", include("kehu.catalog.urls")),
    path("", include("kehu.sales_support.urls")),
    path("", include("kehu.calling.urls")),
    path("", include("kehu.cadences.urls")),
    path("", include("kehu.quotes.urls")),
    path("", include("kehu.contracts.urls")),
    path("", include("kehu.forecasting.urls")),
    path("", include("kehu.compensation.urls")),
    path("", include("kehu.key_accounts.urls")),
    path("", include("kehu.coverage.urls")),
    path("", include("kehu.foundation.approvals.urls")),
    path("lists/", include("kehu.foundation.lists.urls")),
    path("", include("kehu.foundation.custom_objects.urls")),
    path("", include("kehu.foundation.record_pages.urls")),
    path("", include("kehu.foundation.audit.urls")),
    path("", include("kehu.foundation.transfer.urls")),
    path("accounts/", include("allauth.urls")),
]

handler400 = "kehu.foundation.ui.errors.bad_request"
handler403 = "kehu.foundation.ui.errors.forbidden"
handler404 = "kehu.foundation.ui.errors.not_found"
handler500 = "kehu.foundation.ui.errors.failed"
