from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "kehu.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.customers import catalogue
        from kehu.customers.actions import bulk_changes, cell_edits, forgetting
        from kehu.customers.actions.merging import mark_unmerged, may_unmerge
        from kehu.customers.queries import territories
        from kehu.foundation.changes import hooks
        from kehu.foundation.changes.models import ChangeSet
        from kehu.foundation.custom_objects import links
        from kehu.foundation.lists import trees
        from kehu.foundation.record_pages import panels
        from kehu.foundation.record_pages.panels import Catalogue

        hooks.register(
            ChangeSet.Kind.MERGE, object_key="customer", check=may_unmerge, undone=mark_unmerged, anyone=True
        )
        bulk_changes.connect()
        trees.register(
            "territory",
            trees.Tree(
                below=territories.below, offered=territories.offered,
                own={territories.MINE: _("my territories and below")},
                mine=lambda _word, user: territories.of_person(user),
            ),
        )  # fmt: skip
        links.register("customer", "customers.CustomerLink")
        links.register("contact", "customers.ContactLink")
        panels.register("customer", Catalogue(catalogue.panels, catalogue.fields))
        cell_edits.connect()
        forgetting.connect()
        # Infrastructure, not a rule: what must be there from the start follows the code after each migration.
        post_migrate.connect(_ensure_defaults, sender=self)


def _ensure_defaults(**_more: object) -> None:
    from kehu.customers.defaults import ensure_defaults

    ensure_defaults()
