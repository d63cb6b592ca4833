"""The API of quotas, the forecast and the charts of sales."""

from kehu.forecasting.api import charts, forecast, quotas

ROUTERS = (
    ("/quota-plans", "Quotas", quotas.plans),
    ("/quotas", "Quotas", quotas.router),
    ("/judgements", "Forecast", forecast.judgements),
    ("/forecast-snapshots", "Forecast", forecast.snapshots),
    ("/forecast-snapshot-lines", "Forecast", forecast.lines),
    ("/forecasts", "Forecast", forecast.router),
    ("/sales-charts", "Charts of sales", charts.router),
)
