"""Addresses of compensation."""

from django.urls import path

from kehu.compensation import lists
from kehu.compensation.views import appraisals, commissions, disputes, expenses, panels, papers, settings

app_name = "compensation"
_EXPENSES = [
    path("expenses/", lists.CLAIMS.view, name="claims"),
    path("expenses/lines/", lists.LINES.view, name="lines"),
    path("expenses/lines/new/", expenses.new_line, name="new_line"),
    path("expenses/lines/<uuid:line_id>/", expenses.line, name="line"),
    path("expenses/lines/<uuid:line_id>/removal/", expenses.remove_line, name="remove_line"),
    path("expenses/of/<slug:object_key>/<uuid:record_id>/", panels.of_record, name="expenses_of_record"),
    path("expenses/<uuid:claim_id>/", expenses.claim, name="claim"),
    path("expenses/<uuid:claim_id>/title/", expenses.rename, name="rename_claim"),
    path("expenses/<uuid:claim_id>/discarding/", expenses.discard, name="discard_claim"),
    path("expenses/<uuid:claim_id>/submission/", expenses.submission, name="submission"),
    path("expenses/<uuid:claim_id>/submission/reversal/", expenses.take_back, name="take_back"),
    path("expenses/<uuid:claim_id>/approval/", expenses.approval, name="approval"),
    path("expenses/<uuid:claim_id>/rejection/", expenses.rejection, name="rejection"),
    path("expenses/<uuid:claim_id>/payment/", expenses.payment, name="payment"),
]
_PAY = [
    path("commissions/", commissions.commissions, name="commissions"),
    path("commissions/export/", commissions.export, name="commissions_export"),
    path("commissions/months/<slug:month>/closure/", commissions.closure, name="commission_closure"),
    path("commissions/<uuid:user_id>/<slug:month>/", commissions.statement, name="statement"),
    path("commissions/<uuid:user_id>/<slug:month>/paper/", papers.statement, name="statement_paper"),
    path("appraisals/", appraisals.overview, name="appraisals"),
    path("appraisals/export/", appraisals.export, name="appraisals_export"),
    path("appraisals/months/<slug:month>/closure/", appraisals.closure, name="appraisal_closure"),
    path("appraisals/<uuid:user_id>/<slug:month>/", appraisals.sheet, name="sheet"),
    path("appraisals/<uuid:user_id>/<slug:month>/paper/", papers.sheet, name="sheet_paper"),
    path("appraisals/<uuid:user_id>/<slug:month>/<slug:metric>/", appraisals.rating, name="rating"),
    path("appraisals/<uuid:user_id>/<slug:month>/<slug:metric>/removal/", appraisals.unrating, name="unrating"),
    path("appraisals/sheets/<uuid:sheet_id>/disputes/", disputes.raise_dispute, name="dispute_sheet"),
    path("appraisals/disputes/<uuid:dispute_id>/answers/", disputes.answer, name="answer_dispute"),
    path("appraisals/disputes/<uuid:dispute_id>/decision/", disputes.decide, name="decide_dispute"),
]
_SETTINGS = [
    path("settings/expenses/", settings.expense_rules, name="expense_rules"),
    path("settings/expenses/categories/new/", settings.category, name="new_category"),
    path("settings/expenses/categories/<uuid:category_id>/", settings.category, name="category"),
    path("settings/expenses/rates/new/", settings.rate, name="new_rate"),
    path("settings/expenses/rates/<uuid:expense_rate_id>/removal/", settings.remove_rate, name="remove_rate"),
    path("settings/expenses/cities/new/", settings.city, name="new_city"),
    path("settings/expenses/cities/<uuid:city_id>/removal/", settings.remove_city, name="remove_city"),
    path("settings/commissions/", settings.commission_plans, name="plans"),
    path("settings/commissions/new/", settings.plan, name="new_plan"),
    path("settings/commissions/<uuid:plan_id>/", settings.plan, name="plan"),
    path("settings/commissions/<uuid:plan_id>/terms/", settings.plan_terms, name="plan_terms"),
    path("settings/commissions/<uuid:plan_id>/members/", settings.plan_member, name="plan_member"),
    path("settings/commissions/terms/<uuid:terms_id>/removal/", settings.remove_terms, name="remove_terms"),
    path("settings/commissions/members/<uuid:plan_member_id>/end/", settings.end_membership, name="end_membership"),
    path("settings/appraisals/", settings.appraisal_templates, name="templates"),
    path("settings/appraisals/new/", settings.appraisal_template, name="new_template"),
    path("settings/appraisals/<uuid:template_id>/versions/", settings.template_version, name="template_version"),
    path(
        "settings/appraisals/versions/<uuid:template_version_id>/removal/", settings.remove_template_version,
        name="remove_template_version",
    ),
]  # fmt: skip
urlpatterns = [*_EXPENSES, *_PAY, *_SETTINGS]
