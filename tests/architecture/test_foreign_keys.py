"""Foreign keys obey the same direction as imports: outward tables point inward."""

from django.apps import apps
from django.conf import settings
from django.db import models

INWARD = ["foundation", *(name.removeprefix("kehu.") for name in settings.DOMAIN_APPS), "config"]


def package_of(model: type[models.Model]) -> str | None:
    parts = model.__module__.split(".")
    return parts[1] if parts[0] == "kehu" else None


def test_no_table_points_to_a_package_outside_its_own() -> None:
    wrong = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey) or field.model is not model:
                continue
            here, there = package_of(model), package_of(field.related_model)
            if here and there and INWARD.index(there) > INWARD.index(here):
                wrong.append(f"{model._meta.label}.{field.name} → {field.related_model._meta.label}")
    assert wrong == []
