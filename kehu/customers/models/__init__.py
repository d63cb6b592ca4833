from kehu.customers.models.consents import Consent
from kehu.customers.models.contact_points import ContactPoint
from kehu.customers.models.contacts import Contact
from kehu.customers.models.customers import Customer
from kehu.customers.models.duplicates import DuplicateKey, DuplicatePair, DuplicateSearch, Merge
from kehu.customers.models.identity import ExternalId, IdentityDocument, KeyDate
from kehu.customers.models.links import ContactLink, CustomerLink
from kehu.customers.models.pools import Pool, PoolMember
from kehu.customers.models.privacy import PrivacyPolicy, PrivacyRequest, PrivacyStep, RetentionRule, RetentionRun
from kehu.customers.models.quality import CustomerQuality, QualityFigures, QualityPolicy
from kehu.customers.models.relationships import Relationship, RelationshipType
from kehu.customers.models.standing import LifecycleChange, LifecycleStage, TierAssignment
from kehu.customers.models.tags import CustomerTag, Tag
from kehu.customers.models.team import AccountTeamMember
from kehu.customers.models.territories import Territory, TerritoryMember

__all__ = [
    "AccountTeamMember", "Consent", "Contact", "ContactLink", "ContactPoint", "Customer", "CustomerLink",
    "CustomerQuality", "CustomerTag", "DuplicateKey", "DuplicatePair", "DuplicateSearch", "ExternalId",
    "IdentityDocument", "KeyDate", "LifecycleChange", "LifecycleStage", "Merge", "Pool", "PoolMember", "PrivacyPolicy",
    "PrivacyRequest", "PrivacyStep", "QualityFigures", "QualityPolicy", "Relationship", "RelationshipType",
    "RetentionRule", "RetentionRun", "Tag", "Territory", "TerritoryMember", "TierAssignment",
]  # fmt: skip
