"""Teams: people who work together, across departments if need be."""

from django.db import models

from kehu.foundation.database.records import Record


class Team(Record):
    name = models.CharField(max_length=120, unique=True)
    description = models.TextField(blank=True)
    members = models.ManyToManyField("access.User", through="access.TeamMember", related_name="teams")

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class TeamMember(Record):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="memberships")
    leads = models.BooleanField(default=False)

    audit_subject = "team_id"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="team_member_once")]
