from kehu.foundation.access.models.departments import Department
from kehu.foundation.access.models.roles import FieldAccess, FieldRule, Role, RoleAssignment, Scope
from kehu.foundation.access.models.shares import Share
from kehu.foundation.access.models.teams import Team, TeamMember
from kehu.foundation.access.models.tokens import ApiToken
from kehu.foundation.access.models.users import User

__all__ = [
    "ApiToken", "Department", "FieldAccess", "FieldRule", "Role", "RoleAssignment", "Scope", "Share", "Team",
    "TeamMember", "User",
]  # fmt: skip
