"""The API of cadences."""

from kehu.cadences.api import cadences, enrolments

ROUTERS = (
    ("/cadences", "Cadences", cadences.router),
    ("/cadence-enrolments", "Cadences", enrolments.router),
)
