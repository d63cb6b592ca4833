"""Addresses of coverage."""

from django.urls import path

from kehu.coverage import lists
from kehu.coverage.views import handovers

app_name = "coverage"
urlpatterns = [
    path("handovers/", lists.HANDOVERS.view, name="handovers"),
    path("handovers/items/", lists.ITEMS.view, name="items"),
    path("handovers/new/", handovers.begin, name="begin"),
    path("handovers/<uuid:handover_id>/", handovers.handover, name="handover"),
    path("handovers/<uuid:handover_id>/candidates/", handovers.candidates, name="candidates"),
    path("handovers/<uuid:handover_id>/candidates/<uuid:user_id>/", handovers.limit, name="limit"),
    path("handovers/<uuid:handover_id>/letter/", handovers.letter, name="letter"),
    path("handovers/<uuid:handover_id>/promises/<uuid:promise_id>/", handovers.promise, name="promise"),
    path("handovers/<uuid:handover_id>/submission/", handovers.submit, name="submit"),
    path("handovers/<uuid:handover_id>/abandonment/", handovers.abandon, name="abandon"),
]
