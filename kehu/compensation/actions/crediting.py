"""Writing down who is credited with a deal, at the moment it is won; and that it fell, when it does."""

from uuid import UUID

from django.utils import timezone

from kehu.compensation.models import DealCredit
from kehu.compensation.queries.deals import shares_of
from kehu.foundation.audit.writing import writing
from kehu.sales.models import Opportunity, SellingTeamMember


def follow(*, opportunity_id: UUID) -> None:
    """Bring the credits of a deal in step with it. Again it changes nothing."""
    with writing(by=None):
        deal = Opportunity._base_manager.select_related("closure").select_for_update(of=("self",)).filter(
            pk=opportunity_id
        ).first()  # fmt: skip
        if deal is None:
            return
        closure = getattr(deal, "closure", None)
        won = closure if deal.state == Opportunity.State.WON and deal.deleted_at is None else None
        standing = DealCredit.objects.filter(opportunity=deal, ended_at=None)
        fallen = standing.exclude(won_at=won.closed_at) if won else standing
        fallen.update(ended_at=deal.deleted_at or (deal.stage_since if won is None else timezone.now()))
        if won and not DealCredit.objects.filter(opportunity=deal, won_at=won.closed_at).exists():
            team = SellingTeamMember.objects.filter(opportunity=deal).values_list("user", "credit", "is_overlay")
            DealCredit.objects.bulk_create(
                DealCredit(
                    opportunity=deal, deal=deal.pk, title=deal.name, user_id=share.user_id, share=share.percent,
                    on_top=share.on_top, amount_home=deal.amount_home, won_at=won.closed_at,
                )
                for share in shares_of(deal.owner_id, team)
            )  # fmt: skip
