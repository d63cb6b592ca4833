from kehu.calling.models.calls import Call, CallEntry, Outcome
from kehu.calling.models.lists import CallList, CallListMember

__all__ = ["Call", "CallEntry", "CallList", "CallListMember", "Outcome"]
