"""Addresses of sales."""

from django.urls import path

from kehu.sales import lists
from kehu.sales.views import conversion, leads, opportunities

app_name = "sales"
urlpatterns = [
    path("leads/", lists.LEADS.view, name="leads"),
    path("leads/new/", leads.create, name="new_lead"),
    path("leads/hint/", leads.hint, name="lead_hint"),
    path("leads/<uuid:lead_id>/", leads.lead, name="lead"),
    path("leads/<uuid:lead_id>/edit/", leads.edit, name="edit_lead"),
    path("leads/<uuid:lead_id>/states/<slug:state>/", leads.state, name="lead_state"),
    path("leads/<uuid:lead_id>/discarding/", leads.discard, name="discard_lead"),
    path("leads/<uuid:lead_id>/conversion/", conversion.convert, name="convert_lead"),
    path("leads/<uuid:lead_id>/conversion/reversal/", conversion.take_back, name="take_back_conversion"),
    path("leads/<uuid:lead_id>/touches/", leads.touch, name="lead_touch"),
    path("opportunities/", lists.OPPORTUNITIES.view, name="opportunities"),
    path("opportunities/new/", opportunities.create, name="new_opportunity"),
    path("opportunities/<uuid:opportunity_id>/", opportunities.opportunity, name="opportunity"),
    path("opportunities/<uuid:opportunity_id>/edit/", opportunities.edit, name="edit_opportunity"),
    path("opportunities/<uuid:opportunity_id>/stages/<uuid:stage_id>/", opportunities.stage, name="opportunity_stage"),
    path("opportunities/<uuid:opportunity_id>/closure/<slug:outcome>/", opportunities.closure, name="closure"),
    path("opportunities/<uuid:opportunity_id>/reopening/", opportunities.reopening, name="reopening"),
]
