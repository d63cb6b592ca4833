"""Addresses of sales."""

from django.urls import path

from kehu.sales import lead_urls, lists
from kehu.sales.views import changes, committees, conversion, leads, opportunities, opportunity_parts, pipelines

app_name = "sales"
urlpatterns = [
    *lead_urls.urlpatterns,
    path("settings/pipelines/", pipelines.settings, name="pipelines"),
    path("settings/pipelines/new/", pipelines.pipeline, name="new_pipeline"),
    path("settings/pipelines/rules/", pipelines.rules, name="selling_rules"),
    path("settings/pipelines/<uuid:pipeline_id>/", pipelines.pipeline, name="change_pipeline"),
    path("settings/pipelines/<uuid:pipeline_id>/order/", pipelines.order, name="order_stages"),
    path("settings/pipelines/<uuid:pipeline_id>/stages/new/", pipelines.new_stage, name="new_stage"),
    path("settings/pipelines/stages/<uuid:word_id>/", pipelines.stage, name="change_stage"),
    path("settings/pipelines/reasons/new/", pipelines.reason, name="new_reason"),
    path("settings/pipelines/reasons/<uuid:word_id>/", pipelines.reason, name="change_reason"),
    path("settings/pipelines/competitors/new/", pipelines.competitor, name="new_competitor"),
    path("settings/pipelines/competitors/<uuid:word_id>/", pipelines.competitor, name="change_competitor"),
    path("settings/pipelines/<slug:word>/<uuid:word_id>/removal/", pipelines.remove, name="remove_word"),
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
    path("opportunities/changes/", changes.changes, name="changes"),
    path("opportunities/as-of/", changes.as_of, name="as_of"),
    path("opportunities/new/", opportunities.create, name="new_opportunity"),
    path("opportunities/<uuid:opportunity_id>/", opportunities.opportunity, name="opportunity"),
    path("opportunities/<uuid:opportunity_id>/parts/<slug:section>/", opportunity_parts.part, name="opportunity_part"),
    path("opportunities/<uuid:opportunity_id>/facts/<str:fact>/", opportunity_parts.fact, name="opportunity_fact"),
    path("opportunities/<uuid:opportunity_id>/committee/", committees.committee, name="committee"),
    path("opportunities/<uuid:opportunity_id>/committee/new/", committees.add_member, name="add_member"),
    path(
        "opportunities/<uuid:opportunity_id>/committee/<uuid:member_id>/",
        committees.change_member,
        name="change_member",
    ),
    path(
        "opportunities/<uuid:opportunity_id>/committee/<uuid:member_id>/removal/",
        committees.remove_member,
        name="remove_member",
    ),
    path("opportunities/<uuid:opportunity_id>/rivals/", committees.rivals, name="rivals"),
    path("opportunities/<uuid:opportunity_id>/rivals/new/", committees.meet, name="meet_rival"),
    path("opportunities/<uuid:opportunity_id>/rivals/<uuid:rival_id>/", committees.change_rival, name="change_rival"),
    path(
        "opportunities/<uuid:opportunity_id>/rivals/<uuid:rival_id>/removal/",
        committees.remove_rival,
        name="remove_rival",
    ),
    path("opportunities/<uuid:opportunity_id>/lines/", committees.lines, name="opportunity_lines"),
    path("opportunities/<uuid:opportunity_id>/lines/edit/", committees.write_lines, name="write_lines"),
    path("opportunities/<uuid:opportunity_id>/team/", committees.team, name="selling_team"),
    path("opportunities/<uuid:opportunity_id>/team/edit/", committees.divide, name="divide_credit"),
    path("opportunities/<uuid:opportunity_id>/edit/", opportunities.edit, name="edit_opportunity"),
    path("opportunities/<uuid:opportunity_id>/stages/<uuid:stage_id>/", opportunities.stage, name="opportunity_stage"),
    path("opportunities/<uuid:opportunity_id>/closure/<slug:outcome>/", opportunities.closure, name="closure"),
    path("opportunities/<uuid:opportunity_id>/reopening/", opportunities.reopening, name="reopening"),
]
