"""Addresses of the privacy desk, of retention and of the data-quality board."""

from django.urls import path

from kehu.customers.views import consents, erasures, privacy, quality, retention

app_name = "privacy"
urlpatterns = [
    path("privacy/", privacy.list_requests, name="requests"),
    path("privacy/requests/new/", privacy.record, name="record_privacy_request"),
    path("privacy/requests/<uuid:request_id>/", privacy.show, name="privacy_request"),
    path("privacy/requests/<uuid:request_id>/assignment/", privacy.assign, name="assign_privacy_request"),
    path("privacy/requests/<uuid:request_id>/identity/", privacy.identity, name="check_identity"),
    path("privacy/requests/<uuid:request_id>/extension/", privacy.extend, name="extend_privacy_request"),
    path("privacy/requests/<uuid:request_id>/notes/new/", privacy.note, name="note_privacy_request"),
    path("privacy/requests/<uuid:request_id>/closure/", privacy.close, name="close_privacy_request"),
    path("privacy/requests/<uuid:request_id>/people/", privacy.choose, name="choose_person"),
    path("privacy/requests/<uuid:request_id>/find/", privacy.find, name="find_person"),
    path("privacy/requests/<uuid:request_id>/restriction/", privacy.restrict, name="restrict_person"),
    path("privacy/requests/<uuid:request_id>/corrections/<uuid:customer_id>/", privacy.correct, name="correct_person"),
    path("privacy/requests/<uuid:request_id>/package/new/", privacy.put_together, name="put_together"),
    path("privacy/requests/<uuid:request_id>/package/", privacy.package, name="privacy_package"),
    path("privacy/requests/<uuid:request_id>/erasure/", privacy.erase, name="erase_person"),
    path("privacy/requests/<uuid:request_id>/hold/", erasures.hold, name="hold_person"),
    path("privacy/holds/<uuid:hold_id>/removal/", erasures.lift_hold, name="lift_hold"),
    path("privacy/erasures/", erasures.list_erasures, name="erasures"),
    path("privacy/erasures/ledger/", erasures.download_ledger, name="erasure_ledger"),
    path("privacy/erasures/<uuid:erasure_id>/", erasures.erasure, name="erasure"),
    path("privacy/erasures/<uuid:erasure_id>/release/", erasures.release, name="release_erasure"),
    path("privacy/erasures/<uuid:erasure_id>/refusal/", erasures.refuse, name="refuse_erasure"),
    path("privacy/consents/", consents.list_consents, name="consents"),
    path("settings/privacy/", retention.policy, name="privacy_policy"),
    path("settings/retention/", retention.list_rules, name="retention"),
    path("settings/retention/new/", retention.add_rule, name="add_rule"),
    path("settings/retention/runs/<int:run_no>/", retention.show_run, name="retention_run"),
    path("settings/retention/<uuid:rule_id>/", retention.edit_rule, name="edit_rule"),
    path("settings/retention/<uuid:rule_id>/removal/", retention.remove_rule, name="remove_rule"),
    path("settings/retention/<uuid:rule_id>/switch/", retention.switch_rule, name="switch_rule"),
    path("settings/retention/<uuid:rule_id>/runs/<slug:what>/", retention.run_rule, name="run_rule"),
    path("quality/", quality.board, name="quality"),
    path("quality/refresh/", quality.refresh, name="refresh_quality"),
    path("quality/policy/", quality.policy, name="quality_policy"),
]
