"""Addresses of approvals."""

from django.urls import path

from kehu.foundation.approvals import lists
from kehu.foundation.approvals.views import absences, deciding, requests, rules

app_name = "approvals"
urlpatterns = [
    path("approvals/", lists.APPROVALS.view, name="list"),
    path("approvals/count/", requests.count, name="count"),
    path("approvals/home/", requests.at_home, name="at_home"),
    path("approvals/people/", requests.find_people, name="find_people"),
    path("approvals/absences/", absences.mine, name="absences"),
    path("approvals/absences/new/", absences.plan, name="plan_absence"),
    path("approvals/absences/<uuid:absence_id>/cancellation/", absences.cancel, name="cancel_absence"),
    path("approvals/of/<slug:object_key>/<uuid:record_id>/", requests.of_record, name="of_record"),
    path("approvals/<uuid:approval_id>/", requests.show, name="request"),
    path("approvals/<uuid:approval_id>/approval/", deciding.approve, name="approve"),
    path("approvals/<uuid:approval_id>/rejection/", deciding.reject, name="reject"),
    path("approvals/<uuid:approval_id>/return/", deciding.send_back, name="send_back"),
    path("approvals/<uuid:approval_id>/delegation/", deciding.hand_on, name="hand_on"),
    path("approvals/<uuid:approval_id>/delegation/<uuid:user_id>/", deciding.hand_on, name="hand_on_for"),
    path("approvals/<uuid:approval_id>/signers/", deciding.add_signers, name="add_signers"),
    path("approvals/<uuid:approval_id>/withdrawal/", deciding.withdraw, name="withdraw"),
    path("approvals/<uuid:approval_id>/resubmission/", deciding.ask_again, name="ask_again"),
    path("approvals/<uuid:approval_id>/comments/", requests.comment, name="comment"),
]
urlpatterns += [
    path("settings/approvals/", rules.list_rules, name="rules"),
    path("settings/approvals/rules/<uuid:approval_rule_id>/", rules.edit, name="edit_rule"),
    path("settings/approvals/rules/<uuid:approval_rule_id>/move/<slug:way>/", rules.move, name="move_rule"),
    path("settings/approvals/rules/<uuid:approval_rule_id>/deletion/", rules.delete, name="delete_rule"),
    path("settings/approvals/<str:subject>/new/", rules.create, name="create_rule"),
    path("settings/approvals/<str:subject>/rows/<slug:kind>/", rules.row, name="rule_row"),
    path("settings/approvals/<str:subject>/effect/", rules.effect, name="rule_effect"),
]
