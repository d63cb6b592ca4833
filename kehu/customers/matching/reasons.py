"""Why two records look alike or not, as codes that are stored with a pair and worded for the reader."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Reason(StrEnum):
    """A rule that spoke for or against a pair."""

    SAME_IDENTITY = "same_identity"
    SIMILAR_IDENTITY = "similar_identity"
    OTHER_IDENTITY = "other_identity"
    OTHER_NUMBER = "other_number"
    SAME_EXTERNAL_ID = "same_external_id"
    OTHER_EXTERNAL_ID = "other_external_id"
    SAME_PHONE = "same_phone"
    SAME_EMAIL = "same_email"
    SAME_EMAIL_DOMAIN = "same_email_domain"
    SAME_LEGAL_NAME = "same_legal_name"
    SAME_NAME = "same_name"
    SIMILAR_NAME = "similar_name"
    NAME_IN_COMMON = "name_in_common"
    SAME_SOUND = "same_sound"
    PART_DIFFERS = "part_differs"
    OTHER_NAME = "other_name"
    OTHER_PLACE = "other_place"
    OTHER_FORM = "other_form"
    OTHER_BRANCH = "other_branch"
    SAME_BIRTHDAY = "same_birthday"
    SIMILAR_BIRTHDAY = "similar_birthday"
    OTHER_BIRTHDAY = "other_birthday"
    SAME_ADDRESS = "same_address"
    SIMILAR_ADDRESS = "similar_address"
    SAME_CITY = "same_city"
    SAME_POSTCODE = "same_postcode"
    OTHER_KIND = "other_kind"

    @property
    def wording(self) -> str:
        """The reason in the reader's language."""
        return str(_WORDINGS[self])


_WORDINGS = {
    Reason.SAME_IDENTITY: _("Same identity number"),
    Reason.SIMILAR_IDENTITY: _("Nearly the same identity number"),
    Reason.OTHER_IDENTITY: _("Different identity numbers"),
    Reason.OTHER_NUMBER: _("Different document numbers, not checked"),
    Reason.SAME_EXTERNAL_ID: _("Same number in another system"),
    Reason.OTHER_EXTERNAL_ID: _("Different numbers in another system"),
    Reason.SAME_PHONE: _("Same phone number"),
    Reason.SAME_EMAIL: _("Same e-mail address"),
    Reason.SAME_EMAIL_DOMAIN: _("Same e-mail domain"),
    Reason.SAME_LEGAL_NAME: _("Same registered name"),
    Reason.SAME_NAME: _("Same name"),
    Reason.SIMILAR_NAME: _("Similar name"),
    Reason.NAME_IN_COMMON: _("Part of the name in common"),
    Reason.SAME_SOUND: _("Name sounds the same"),
    Reason.PART_DIFFERS: _("Part of the name differs"),
    Reason.OTHER_NAME: _("Different names"),
    Reason.OTHER_PLACE: _("Names say different places"),
    Reason.OTHER_FORM: _("Different legal forms"),
    Reason.OTHER_BRANCH: _("Different branches"),
    Reason.SAME_BIRTHDAY: _("Same birthday"),
    Reason.SIMILAR_BIRTHDAY: _("Nearly the same birthday"),
    Reason.OTHER_BIRTHDAY: _("Different birthdays"),
    Reason.SAME_ADDRESS: _("Same address"),
    Reason.SIMILAR_ADDRESS: _("Similar address"),
    Reason.SAME_CITY: _("Same place"),
    Reason.SAME_POSTCODE: _("Same postcode"),
    Reason.OTHER_KIND: _("A person and an organisation"),
}
