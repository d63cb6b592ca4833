"""Addresses of key accounts."""

from django.urls import path

from kehu.key_accounts import lists
from kehu.key_accounts.views import accounts, plan_parts, plans, settings

app_name = "key_accounts"
_PLAN = "account-plans/<uuid:account_plan_id>/"
urlpatterns = [
    path("key-accounts/", lists.ACCOUNTS.view, name="accounts"),
    path("key-accounts/effects/", lists.EFFECTS.view, name="effects"),
    path("key-accounts/of/<uuid:customer_id>/", accounts.group, name="group"),
    path("key-accounts/of/<uuid:customer_id>/panel/", accounts.panel, name="panel"),
    path("key-accounts/of/<uuid:customer_id>/owed/", accounts.owed, name="owed"),
    path("key-accounts/of/<uuid:customer_id>/release/", accounts.release, name="release"),
    path("key-accounts/<uuid:key_account_id>/", accounts.account, name="account"),
    path("account-plans/", lists.PLANS.view, name="plans"),
    path("account-plans/new/", plans.begin, name="begin"),
    path(_PLAN, plans.plan, name="plan"),
    path(f"{_PLAN}parts/<slug:part>/", plans.part, name="part"),
    path(f"{_PLAN}edit/", plans.edit, name="edit"),
    path(f"{_PLAN}removal/", plans.remove, name="remove"),
    path(f"{_PLAN}goals/new/", plan_parts.goal, name="new_goal"),
    path(f"{_PLAN}goals/<uuid:goal_id>/", plan_parts.goal, name="goal"),
    path(f"{_PLAN}goals/<uuid:goal_id>/removal/", plan_parts.remove_goal, name="remove_goal"),
    path(f"{_PLAN}stakeholders/new/", plan_parts.stakeholder, name="new_stakeholder"),
    path(f"{_PLAN}stakeholders/<uuid:stakeholder_id>/", plan_parts.stakeholder, name="stakeholder"),
    path(
        f"{_PLAN}stakeholders/<uuid:stakeholder_id>/removal/", plan_parts.remove_stakeholder, name="remove_stakeholder"
    ),
    path(f"{_PLAN}reviews/new/", plan_parts.new_review, name="new_review"),
    path(f"{_PLAN}space/<uuid:customer_id>/<uuid:column_id>/", plan_parts.gap, name="gap"),
    path("settings/tiers/", settings.rule, name="rule"),
    path("settings/tiers/draft/", settings.prepare, name="prepare"),
    path("settings/tiers/draft/removal/", settings.discard, name="discard"),
    path("settings/tiers/draft/thresholds/", settings.thresholds, name="thresholds"),
    path("settings/tiers/draft/steps/new/", settings.step, name="new_step"),
    path("settings/tiers/draft/steps/<uuid:tier_step_id>/removal/", settings.remove_step, name="remove_step"),
    path("settings/tiers/draft/trial/", settings.try_out, name="try_out"),
    path("settings/tiers/draft/force/", settings.put_in_force, name="put_in_force"),
    path("settings/tiers/application/", settings.apply_now, name="apply_now"),
    path("settings/entitlements/", settings.entitlements, name="entitlements"),
    path("settings/entitlements/<slug:tier>/", settings.entitle, name="entitle"),
]
