"""Lets allauth's pages, which are Django templates, stand in the same frame and use the same macros as our own."""

import json
from typing import Any

from django import template
from django.conf import settings
from django.template import engines
from django.utils.safestring import SafeString

from kehu.foundation.access.models import User

register = template.Library()
DEMO_DOMAIN = "@demo.example"


@register.simple_tag(takes_context=True)
def frame_part(context: template.Context, name: str, **given: Any) -> SafeString:
    """Renders one of our Jinja2 templates here."""
    request = context.get("request")
    return SafeString(engines["jinja2"].get_template(name).render({**given}, request))


@register.simple_tag
def demo_logins() -> list[dict[str, str]]:
    """The log-ins of the demo company, as long as it is loaded: its password stands in the data folder until then."""
    file = settings.HOME / "run" / "demo-logins.json"
    if not file.exists():
        return []
    password = json.loads(file.read_text(encoding="utf-8"))["password"]
    people = User.objects.filter(email__endswith=DEMO_DOMAIN, is_active=True, is_system=False)
    return [
        {
            "email": user.email,
            "name": user.name,
            "role": ", ".join(str(role) for role in user.roles.all()),
            "password": password,
        }
        for user in people.prefetch_related("roles").order_by("created_at", "id")[:12]
    ]
