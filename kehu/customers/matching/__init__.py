"""Which records may be the same customer: comparison forms of names, blocking keys, and rules that add up to a weight.

Pure functions over `Comparable`; finding the candidates in the database and what happens to a pair is not their
business.
"""

from kehu.customers.matching.blocking import blocking_keys
from kehu.customers.matching.comparable import Comparable
from kehu.customers.matching.organisation_names import branch_key, organisation_key, organisation_sound
from kehu.customers.matching.person_names import person_key
from kehu.customers.matching.reasons import Reason
from kehu.customers.matching.scoring import MERGE_WEIGHT, REVIEW_WEIGHT, Decision, Match, score

__all__ = [
    "MERGE_WEIGHT",
    "REVIEW_WEIGHT",
    "Comparable",
    "Decision",
    "Match",
    "Reason",
    "blocking_keys",
    "branch_key",
    "organisation_key",
    "organisation_sound",
    "person_key",
    "score",
]
