"""Addresses under /lists/: what all lists share. The lists themselves are at the addresses of their domains."""

from django.urls import path

from kehu.foundation.lists.views import boards, builder, bulk, cells, conflicts, palette, pasting, saved, tools

app_name = "lists"
urlpatterns = [
    path("palette/", palette.palette, name="palette"),
    path("options/<slug:reference>/", tools.options, name="options"),
    path("options/<slug:object_key>/<slug:kind>/", tools.make, name="make"),
    path("shelf/", saved.arrange, name="arrange"),
    path("views/<uuid:view_id>/", saved.open_view, name="view"),
    path("views/<uuid:view_id>/edit/", saved.edit_view, name="edit_view"),
    path("views/<uuid:view_id>/query/", saved.replace_view, name="replace_view"),
    path("views/<uuid:view_id>/removal/", saved.forget_view, name="forget_view"),
    path("change-sets/<uuid:change_set_id>/reversal/", bulk.take_back, name="take_back"),
    path("<slug:object_key>/filter/", tools.filter_by, name="filter"),
    path("<slug:object_key>/filters/", builder.build, name="build"),
    path("<slug:object_key>/columns/", tools.columns, name="columns"),
    path("<slug:object_key>/views/new/", saved.keep, name="keep"),
    path("<slug:object_key>/board/move/", boards.move, name="board_move"),
    path("<slug:object_key>/board/gate/", boards.gate, name="board_gate"),
    path("<slug:object_key>/board/card/", boards.card_fields, name="card_fields"),
    path("<slug:object_key>/calendar/move/", boards.calendar_move, name="calendar_move"),
    path("<slug:object_key>/options/<str:key>/", cells.options, name="cell_options"),
    path("<slug:object_key>/paste/", pasting.paste, name="paste"),
    path("<slug:object_key>/<uuid:record_id>/cells/<str:key>/", cells.cell, name="cell"),
    path("<slug:object_key>/<uuid:record_id>/differences/", conflicts.differences, name="differences"),
    path("<slug:object_key>/<uuid:record_id>/settlement/", conflicts.settle, name="settle"),
    path("<slug:object_key>/bulk/<slug:verb_key>/", bulk.bulk, name="bulk"),
]
