from kehu.forecasting.models.judgements import Judgement
from kehu.forecasting.models.quotas import Quota, QuotaPlan
from kehu.forecasting.models.snapshots import Snapshot, SnapshotLine

__all__ = ["Judgement", "Quota", "QuotaPlan", "Snapshot", "SnapshotLine"]
