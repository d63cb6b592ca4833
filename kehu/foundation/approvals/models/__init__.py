from kehu.foundation.approvals.models.absences import Absence
from kehu.foundation.approvals.models.requests import Act, Approver, Request, Step
from kehu.foundation.approvals.models.rules import By, FirstRule, Mode, OnTimeout, Rule, RuleStep

__all__ = ["Absence", "Act", "Approver", "By", "FirstRule", "Mode", "OnTimeout", "Request", "Rule", "RuleStep", "Step"]
