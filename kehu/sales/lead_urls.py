"""Addresses of pools and of the rules about leads."""

from django.urls import path

from kehu.sales import lists
from kehu.sales.views import assignment, lead_merging, mapping, pool_settings, pools, scoring

urlpatterns = [
    path("pools/customers/", lists.POOLED_CUSTOMERS.view, name="pooled_customers"),
    path("pools/customers/<uuid:record_id>/", pools.record, {"holds": "customer"}, name="pooled_customer"),
    path("pools/customers/<uuid:record_id>/claim/", pools.claim, {"holds": "customer"}, name="claim_customer"),
    path("pools/leads/", lists.POOLED_LEADS.view, name="pooled_leads"),
    path("pools/leads/<uuid:lead_id>/", pools.record_of_lead, name="pooled_lead"),
    path("pools/leads/<uuid:lead_id>/claim/", pools.claim_lead, name="claim_lead"),
    path("pools/leaving/", pools.leaving, name="leaving"),
    path("customers/<uuid:customer_id>/release/", pools.release_customer, name="release_customer"),
    path("leads/<uuid:lead_id>/release/", pools.release_lead, name="release_lead"),
    path("leads/<uuid:survivor_lead_id>/merging/<uuid:loser_lead_id>/", lead_merging.merge, name="merge_leads"),
    path("settings/pools/", pool_settings.show, name="pool_settings"),
    path("settings/pools/new/", pool_settings.add, name="add_pool"),
    path("settings/pools/<uuid:pool_id>/", pool_settings.edit, name="edit_pool"),
    path("settings/pools/<uuid:pool_id>/removal/", pool_settings.remove, name="remove_pool"),
    path("settings/pools/<uuid:pool_id>/rules/new/", pool_settings.add_rule, name="add_reclaim_rule"),
    path("settings/pools/rules/<uuid:rule_id>/", pool_settings.edit_rule, name="edit_reclaim_rule"),
    path("settings/pools/rules/<uuid:rule_id>/removal/", pool_settings.remove_rule, name="remove_reclaim_rule"),
    path("settings/pools/rules/<uuid:rule_id>/moves/<slug:way>/", pool_settings.move_rule, name="move_reclaim_rule"),
    path("settings/scoring/", scoring.show, name="scoring"),
    path("settings/scoring/bands/", scoring.bands, name="bands"),
    path("settings/scoring/new/", scoring.add, name="add_score_rule"),
    path("settings/scoring/<uuid:rule_id>/", scoring.edit, name="edit_score_rule"),
    path("settings/scoring/<uuid:rule_id>/removal/", scoring.remove, name="remove_score_rule"),
    path("settings/scoring/<uuid:rule_id>/moves/<slug:way>/", scoring.move, name="move_score_rule"),
    path("settings/assignment/", assignment.show, name="assignment"),
    path("settings/assignment/new/", assignment.add, name="add_assignment_rule"),
    path("settings/assignment/sellers/", assignment.sellers, name="sellers"),
    path("settings/assignment/sellers/<uuid:user_id>/", assignment.edit_seller, name="edit_seller"),
    path("settings/assignment/<uuid:rule_id>/", assignment.edit, name="edit_assignment_rule"),
    path("settings/assignment/<uuid:rule_id>/removal/", assignment.remove, name="remove_assignment_rule"),
    path("settings/assignment/<uuid:rule_id>/moves/<slug:way>/", assignment.move, name="move_assignment_rule"),
    path("settings/conversion/", mapping.show, name="conversion_mapping"),
]
