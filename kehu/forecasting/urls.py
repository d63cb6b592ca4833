"""Addresses of sales figures: the board, the forecast, quotas."""

from django.urls import path

from kehu.forecasting.views import board, forecast, quotas

app_name = "forecasting"
urlpatterns = [
    path("sales/", board.board, name="board"),
    path("sales/scoreboard/", board.scoreboard, name="scoreboard"),
    path("sales/products/", board.products, name="products"),
    path("sales/forecast/", forecast.forecast, name="forecast"),
    path("sales/forecast/<uuid:user_id>/<slug:month>/", forecast.judge, name="judge"),
    path("sales/attainment/", forecast.attainment, name="attainment"),
    path("sales/accuracy/", forecast.accuracy, name="accuracy"),
    path("sales/quotas/", quotas.quotas, name="quotas"),
    path("sales/quotas/<int:year>/draft/", quotas.begin, name="begin_plan"),
    path("sales/quotas/<uuid:quota_plan_id>/cells/", quotas.enter, name="enter_quotas"),
    path("sales/quotas/<uuid:quota_plan_id>/spread/<str:line>/", quotas.spread, name="spread_quota"),
    path("sales/quotas/<uuid:quota_plan_id>/split/<str:line>/", quotas.split, name="split_quota"),
    path("sales/quotas/<uuid:quota_plan_id>/publication/", quotas.publish, name="publish_plan"),
    path("sales/quotas/<uuid:quota_plan_id>/removal/", quotas.discard, name="discard_plan"),
]
