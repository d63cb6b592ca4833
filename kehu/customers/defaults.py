"""Lifecycle stages and relationship types that are there from the start.

Created after each migration: stages where there are none at all, types where one is missing. What exists is the
company's and is left as it is.
"""

from django.utils.translation import gettext_noop as _

from kehu.customers.models import LifecycleStage, RelationshipType

STAGES = (
    ("potential", _("Potential")),
    ("interested", _("Interested")),
    ("qualified", _("Qualified")),
    ("contracted", _("Contracted")),
    ("active", _("Active")),
    ("member", _("Member")),
    ("dormant", _("Dormant")),
    ("lost", _("Lost")),
)

# Key, wording from the first to the second, wording back, whether it makes a tree.
TYPES = (
    ("works_for", _("works for"), _("employs"), False),
    ("subsidiary_of", _("is a subsidiary of"), _("is the parent company of"), True),
    ("branch_of", _("is a branch of"), _("has the branch"), True),
    ("department_of", _("is a department of"), _("has the department"), True),
    ("household", _("lives in one household with"), _("lives in one household with"), False),
    ("spouse_of", _("is married to"), _("is married to"), False),
    ("child_of", _("is a child of"), _("is a parent of"), False),
    ("friend_of", _("is a friend of"), _("is a friend of"), False),
    ("owner_of", _("owns"), _("is owned by"), False),
    ("dealer_of", _("is a dealer of"), _("is served by the dealer"), False),
    ("supplier_of", _("supplies"), _("is supplied by"), False),
    ("manages_property_of", _("manages the property of"), _("has its property managed by"), False),
    ("referred_by", _("was referred by"), _("referred"), False),
    ("partner_of", _("is a partner of"), _("is a partner of"), False),
)

BUILTIN_TYPES = frozenset(key for key, *_words in TYPES)
# Types that read the same both ways.
SYMMETRIC = frozenset(key for key, forward, reverse, _tree in TYPES if forward == reverse)


def ensure_defaults() -> None:
    if not LifecycleStage.objects.exists():
        LifecycleStage.objects.bulk_create(
            LifecycleStage(key=key, name=name, position=10 * (place + 1), is_builtin=True)
            for place, (key, name) in enumerate(STAGES)
        )
    types = set(RelationshipType.objects.values_list("key", flat=True))
    RelationshipType.objects.bulk_create(
        RelationshipType(key=key, forward=forward, reverse=reverse, is_tree=is_tree, is_builtin=True)
        for key, forward, reverse, is_tree in TYPES
        if key not in types
    )
