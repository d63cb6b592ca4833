"""Addresses of sales."""

from django.urls import path

from kehu.sales import lists
from kehu.sales.views import opportunities

app_name = "sales"
urlpatterns = [
    path("opportunities/", lists.OPPORTUNITIES.view, name="opportunities"),
    path("opportunities/new/", opportunities.create, name="new_opportunity"),
    path("opportunities/<uuid:opportunity_id>/", opportunities.opportunity, name="opportunity"),
    path("opportunities/<uuid:opportunity_id>/edit/", opportunities.edit, name="edit_opportunity"),
    path("opportunities/<uuid:opportunity_id>/stages/<uuid:stage_id>/", opportunities.stage, name="opportunity_stage"),
    path("opportunities/<uuid:opportunity_id>/closure/<slug:outcome>/", opportunities.closure, name="closure"),
    path("opportunities/<uuid:opportunity_id>/reopening/", opportunities.reopening, name="reopening"),
]
