"""The people, teams and departments of the demo company: a regional telecom operator."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from kehu.foundation.access.models import Department, Role, RoleAssignment, Team, TeamMember, User
from kehu.foundation.company.models import CalendarDay, Company

PASSWORD = "kehu-demo-2026"  # noqa: S105 - shown on the log-in page, refused in production
DOMAIN = "demo.example"

# (mail name, name, role, department key, language, job)
PEOPLE = [
    ("admin", "高翔", "administrator", "it", "", "系统管理员"),
    ("manager", "赵明", "manager", "head", "", "市场总监"),
    ("sales", "李娜", "sales", "corporate", "", "客户经理"),
    ("sales2", "Tom Becker", "sales", "corporate", "en", "Account manager"),
    ("sales3", "王强", "sales", "retail", "", "渠道经理"),
    ("sales4", "陈静", "sales", "retail", "", "客户经理"),
    ("sales5", "刘洋", "sales", "south", "", "客户经理"),
    ("service", "周敏", "service", "service", "", "客服代表"),
    ("service2", "Grace Miller", "service", "service", "en", "Service agent"),
    ("marketer", "孙丽", "marketer", "marketing", "", "营销专员"),
    ("analyst", "胡杰", "analyst", "head", "", "数据分析师"),
    ("auditor", "郭平", "auditor", "head", "", "内审"),
    ("partner", "许勇", "partner", "", "", "物业合作伙伴"),
]
LOGINS = [(f"{name}@{DOMAIN}", role) for name, _, role, *_ in PEOPLE if not name[-1].isdigit()]
# key → (name, key of the department above)
DEPARTMENTS = {
    "head": ("中原通信总部", ""),
    "corporate": ("政企客户部", "head"),
    "retail": ("公众客户部", "head"),
    "south": ("豫南分公司", "retail"),
    "service": ("客户服务中心", "head"),
    "marketing": ("市场部", "head"),
    "it": ("信息技术部", "head"),
}
TEAMS = {"大客户团队": ["sales", "sales2"], "社区团队": ["sales3", "sales4", "sales5"]}
# Holidays of 2026 and 2027 that fall on working days, and make-up working days, as examples of the calendar.
SPECIAL_DAYS = [
    ("2026-10-01", "国庆节", False), ("2026-10-02", "国庆节", False), ("2026-10-10", "国庆节调休", True),
    ("2027-01-01", "元旦", False),
]  # fmt: skip


@dataclass(frozen=True)
class Staff:
    """Identifiers of the demo users as text, ready for COPY."""

    owners: list[str]
    agents: list[str]
    departments: list[str]


def build() -> Staff:
    """Create departments, users and teams, and name the company."""
    departments: dict[str, Department] = {}
    for key, (name, parent) in DEPARTMENTS.items():
        above = departments.get(parent)
        one = Department(name=name, parent=above)
        one.path = f"{above.path if above else ''}{one.pk}/"
        one.save()
        departments[key] = one
    password = make_password(PASSWORD)  # one hash for all: hashing is slow on purpose
    users = {name: _person(*rest, email=f"{name}@{DOMAIN}", departments=departments) for name, *rest in PEOPLE}
    User.objects.filter(pk__in=[user.pk for user in users.values()]).update(password=password)
    User.objects.filter(pk__in=[users[n].pk for n in users if n.startswith(("sales", "service"))]).update(
        manager=users["manager"]
    )
    for name, members in TEAMS.items():
        team = Team.objects.create(name=name)
        TeamMember.objects.bulk_create(
            TeamMember(team=team, user=users[one], leads=one == members[0]) for one in members
        )
    CalendarDay.objects.bulk_create(
        [CalendarDay(day=day, name=name, is_working=working) for day, name, working in SPECIAL_DAYS],
        ignore_conflicts=True,
    )
    Company.objects.current()
    Company.objects.update(name="中原通信 Zhongyuan Telecom", demo_loaded=True)
    Company.objects.forget()
    return Staff(
        owners=[str(users[name].pk) for name in ("sales", "sales2", "sales3", "sales4", "sales5")],
        agents=[str(users[name].pk) for name in ("service", "service2")],
        departments=[name for name, _ in DEPARTMENTS.values()],
    )


def _person(
    name: str, role: str, department: str, language: str, job: str, *, email: str, departments: dict[str, Department]
) -> User:
    user = User(email=email, name=name, language=language, job_title=job, department=departments.get(department))
    user.time_zone = "Asia/Shanghai"
    user.save()
    RoleAssignment.objects.create(role=Role.objects.get(key=role), user=user)
    return user
