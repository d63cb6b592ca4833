"""The API of coverage."""

from kehu.coverage.api import handovers

ROUTERS = (
    ("/handovers", "Hand-overs", handovers.router),
    ("/handover-items", "Hand-overs", handovers.items),
)
