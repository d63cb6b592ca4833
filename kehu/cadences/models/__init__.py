from kehu.cadences.models.cadences import Cadence, CadenceStep
from kehu.cadences.models.enrolments import LIVE, Enrolment, StepTaken

__all__ = ["LIVE", "Cadence", "CadenceStep", "Enrolment", "StepTaken"]
