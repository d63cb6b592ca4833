"""The API of coverage."""

from kehu.coverage.api import handovers, territories

ROUTERS = (
    ("/handovers", "Hand-overs", handovers.router),
    ("/handover-items", "Hand-overs", handovers.items),
    ("/territories", "Territories", territories.router),
    ("/territory-rules", "Territories", territories.rules),
    ("/territory-assignments", "Territories", territories.assignments),
)
