"""Addresses of sales support."""

from django.urls import path

from kehu.sales_support import lists
from kehu.sales_support.views import pages

app_name = "sales_support"
urlpatterns = [
    path("playbook/", lists.PAGES.view, name="pages"),
    path("playbook/new/", pages.write, name="write"),
    path("playbook/of/<slug:object_key>/<uuid:record_id>/", pages.of_record, name="of_record"),
    path("playbook/<uuid:page_id>/", pages.read, name="page"),
    path("playbook/<uuid:page_id>/edit/", pages.edit, name="edit"),
    path("playbook/<uuid:page_id>/trash/", pages.trash, name="trash"),
    path("playbook/<uuid:page_id>/uses/<uuid:opportunity_id>/", pages.use, name="use"),
]
