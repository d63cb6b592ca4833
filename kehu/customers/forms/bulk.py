"""What is asked before many customers are changed at once."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from kehu.customers.forms.dialogs import customer_names, directions
from kehu.customers.models import AccountTeamMember, LifecycleStage
from kehu.foundation.access.models import User
from kehu.foundation.changes.bulk import BulkForm
from kehu.foundation.ui.widgets import SearchingChoice


class BulkOwnerForm(BulkForm):
    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=User.objects.filter(is_active=True, is_system=False),
        required=False,
        widget=SearchingChoice(options_url=reverse_lazy("customers:find_people")),
        help_text=_("Empty: the customers belong to nobody."),
    )


class BulkTagForm(BulkForm):
    names = forms.CharField(label=_("Tags"), max_length=400, help_text=_("Several with commas between them."))

    def clean_names(self) -> list[str]:
        text = self.cleaned_data["names"].replace("，", ",").replace("、", ",").replace("；", ",").replace(";", ",")
        return list(dict.fromkeys(name for one in text.split(",") if (name := one.strip())))


class BulkStageForm(BulkForm):
    stage = forms.ChoiceField(label=_("Lifecycle stage"))

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        stages = LifecycleStage.objects.all()
        self.fields["stage"].choices = [(str(one.pk), one.label) for one in stages]  # type: ignore[attr-defined]


class BulkTeamForm(BulkForm):
    member = forms.ModelChoiceField(
        label=_("Colleague"),
        queryset=User.objects.filter(is_active=True, is_system=False),
        widget=SearchingChoice(options_url=reverse_lazy("customers:find_people")),
    )
    part = forms.ChoiceField(label=_("Part"), required=False)

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        parts = [("", "—"), *AccountTeamMember.Part.choices]
        self.fields["part"].choices = parts  # type: ignore[attr-defined]


class BulkRelationForm(BulkForm):
    """`kind` is a type's key with the direction, as in RelationForm."""

    kind = forms.ChoiceField(label=_("Relationship"))
    other = forms.UUIDField(
        label=_("Customer"), widget=SearchingChoice(options_url=reverse_lazy("customers:find_customers"))
    )

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["kind"].choices = directions()  # type: ignore[attr-defined]
        self.fields["other"].widget.labels = customer_names
