"""Addresses of cadences."""

from django.urls import path

from kehu.cadences import lists
from kehu.cadences.views import attention, cadences, enrolments, steps

app_name = "cadences"
urlpatterns = [
    path("cadences/", lists.CADENCES.view, name="cadences"),
    path("cadences/new/", cadences.write, name="write"),
    path("cadences/enrolments/", lists.ENROLMENTS.view, name="enrolments"),
    path("cadences/enrolments/<uuid:enrolment_id>/", enrolments.enrolment, name="enrolment"),
    path("cadences/enrolments/<uuid:enrolment_id>/pause/", enrolments.pause, name="pause"),
    path("cadences/enrolments/<uuid:enrolment_id>/postponement/", enrolments.postpone, name="postpone"),
    path("cadences/enrolments/<uuid:enrolment_id>/<slug:deed>/", enrolments.act, name="act"),
    path("cadences/of/<slug:object_key>/<uuid:record_id>/", enrolments.of_record, name="of_record"),
    path("cadences/enrol/lead/<uuid:lead_id>/", enrolments.enrol_lead, name="enrol_lead"),
    path("cadences/enrol/opportunity/<uuid:opportunity_id>/", enrolments.enrol_opportunity, name="enrol_opportunity"),
    path("cadences/<uuid:cadence_id>/", cadences.cadence, name="cadence"),
    path("cadences/<uuid:cadence_id>/edit/", cadences.edit, name="edit"),
    path("cadences/<uuid:cadence_id>/new-leads/", cadences.taking, name="taking"),
    path("cadences/<uuid:cadence_id>/trash/", cadences.trash, name="trash"),
    path("cadences/<uuid:cadence_id>/preview/", cadences.preview, name="preview"),
    path("cadences/<uuid:cadence_id>/results/", cadences.results, name="results"),
    path("cadences/<uuid:cadence_id>/steps/", steps.add, name="add_step"),
    path("cadences/<uuid:cadence_id>/steps/order/", steps.order, name="order_steps"),
    path("cadences/<uuid:cadence_id>/steps/<uuid:step_id>/", steps.edit, name="edit_step"),
    path("cadences/<uuid:cadence_id>/steps/<uuid:step_id>/removal/", steps.remove, name="remove_step"),
    path("next-steps/", attention.next_steps, name="next_steps"),
    path("next-steps/at-home/", attention.at_home, name="at_home"),
]
