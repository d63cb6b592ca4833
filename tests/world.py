"""One small named world for all tests.

Acme is Alice's customer. Bob is in Alice's team, Charlie is neither in the team nor in the department. Maria manages
the department above Alice's and Bob's; Sam is a service agent; Mark a marketer; Ann an analyst; Otto an auditor; Eve an
external partner; Ada administers.
"""

from dataclasses import dataclass

from kehu.customers.models import Customer
from kehu.foundation.access.models import Department, Role, RoleAssignment, Team, TeamMember, User
from kehu.foundation.audit.writing import writing

PASSWORD = "a-long-enough-password"


@dataclass
class World:
    ada: User
    maria: User
    alice: User
    bob: User
    charlie: User
    sam: User
    mark: User
    ann: User
    otto: User
    eve: User
    head_office: Department
    north: Department
    south: Department
    team: Team
    acme: Customer

    @property
    def users(self) -> dict[str, User]:
        """One user of each built-in role."""
        return {
            "administrator": self.ada, "manager": self.maria, "sales": self.alice, "service": self.sam,
            "marketer": self.mark, "analyst": self.ann, "auditor": self.otto, "partner": self.eve,
        }  # fmt: skip


def person(name: str, role: str, department: Department | None = None) -> User:
    user = User(email=f"{name.lower()}@example.com", name=name, department=department)
    user.set_unusable_password()
    user.save()
    RoleAssignment.objects.create(role=Role.objects.get(key=role), user=user)
    return user


def department(name: str, parent: Department | None = None) -> Department:
    made = Department(name=name, parent=parent)
    made.path = f"{parent.path if parent else ''}{made.pk}/"
    made.save()
    return made


def build_world() -> World:
    head_office = department("Head office")
    north, south = department("North", head_office), department("South", head_office)
    alice = person("Alice", "sales", north)
    bob = person("Bob", "sales", north)
    team = Team.objects.create(name="Key accounts")
    for user in (alice, bob):
        TeamMember.objects.create(team=team, user=user)
    with writing(by=alice):
        acme = Customer.objects.create(
            kind=Customer.Kind.ORGANISATION, name="Acme Telecom", standings=["company"], owner=alice, created_by=alice
        )
    return World(
        ada=person("Ada", "administrator", head_office),
        maria=person("Maria", "manager", head_office),
        alice=alice,
        bob=bob,
        charlie=person("Charlie", "sales", south),
        sam=person("Sam", "service", south),
        mark=person("Mark", "marketer", head_office),
        ann=person("Ann", "analyst", head_office),
        otto=person("Otto", "auditor", head_office),
        eve=person("Eve", "partner"),
        head_office=head_office,
        north=north,
        south=south,
        team=team,
        acme=acme,
    )
