from django.urls import path

from kehu.foundation.company.views import outbox, settings

app_name = "company"
urlpatterns = [
    path("company/logo.webp", settings.logo, name="logo"),
    path("settings/company/", settings.general, name="general"),
    path("settings/company/logo/", settings.change_logo, name="change_logo"),
    path("settings/mail/", settings.mail_server, name="mail_server"),
    path("settings/maps/", settings.maps, name="maps"),
    path("settings/calendar/", settings.calendar, name="calendar"),
    path("settings/calendar/days/new/", settings.add_day, name="add_day"),
    path("settings/calendar/days/<uuid:day_id>/removal/", settings.remove_day, name="remove_day"),
    path("settings/calendar/rates/new/", settings.add_rate, name="add_rate"),
    path("settings/calendar/rates/<uuid:rate_id>/removal/", settings.remove_rate, name="remove_rate"),
    path("settings/outbox/", outbox.outbox, name="outbox"),
    path("settings/outbox/release/", outbox.release, name="release"),
    path("settings/outbox/<uuid:mail_id>/", outbox.mail, name="mail"),
    path("settings/outbox/<uuid:mail_id>/settlement/", outbox.settle, name="settle"),
]
