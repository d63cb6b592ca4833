"""Addresses of coverage."""

from django.urls import path

from kehu.coverage import lists
from kehu.coverage.views import handovers, territories, territory_rules

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
    path("territories/", territories.index, name="territories"),
    path("territories/figures/", territories.figures, name="territory_figures"),
    path("territories/new/", territories.add, name="new_territory"),
    path("territories/assignment/", territory_rules.assign, name="assign_territories"),
    path("territories/of/<uuid:customer_id>/", territories.of_customer, name="territory_of_customer"),
    path("territories/of/<uuid:customer_id>/unpinning/", territories.unpin, name="unpin_territory"),
    path("territories/rules/", territory_rules.show, name="territory_rules"),
    path("territories/rules/new/", territory_rules.add, name="new_territory_rule"),
    path("territories/rules/order/", territory_rules.put_in_order, name="order_territory_rules"),
    path("territories/rules/<uuid:territory_rule_id>/", territory_rules.edit, name="edit_territory_rule"),
    path("territories/rules/<uuid:territory_rule_id>/removal/", territory_rules.remove, name="remove_territory_rule"),
    path("territories/rules/<uuid:territory_rule_id>/<slug:way>/", territory_rules.move, name="move_territory_rule"),
    path("territories/<uuid:territory_id>/", territories.territory, name="territory"),
    path("territories/<uuid:territory_id>/edit/", territories.edit, name="edit_territory"),
    path("territories/<uuid:territory_id>/removal/", territories.remove, name="remove_territory"),
    path("territories/<uuid:territory_id>/<slug:way>/", territories.shift, name="shift_territory"),
]
