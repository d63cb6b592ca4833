"""Menu entry of the sales figures."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import SALES, Entry

MENU = [
    Entry(
        "sales_board",
        _("Sales board"),
        icon="chart-bar",
        url="forecasting:board",
        verb="forecast.view",
        position=36,
        group=SALES,
    ),
]
