"""The collections of cadences."""

from kehu.cadences.objects import CADENCE, ENROLMENT
from kehu.foundation.api.resources import Resource
from kehu.foundation.lists.query import Plan

CADENCES = Resource("cadences", "cadence", Plan(CADENCE, default_sort="name"))
ENROLMENTS = Resource("cadence_enrolments", "cadence_enrolment", Plan(ENROLMENT, default_sort="due_at"))
