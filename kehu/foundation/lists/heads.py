"""The groups of a list: what stands over each, how many rows it has, and what their figures add up to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import F, Func, Max, Min
from django.db.models.functions import Cast, Trunc
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import Department, Team, User
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.grouping import NOTHING, PEOPLE, Grouping, narrowed
from kehu.foundation.lists.periods import NEAR
from kehu.foundation.lists.query import ListQuery
from kehu.foundation.lists.rows import COUNT_CAP, Tally, condition, figures_of, matching
from kehu.foundation.lists.values import currency_column, titles_of
from kehu.foundation.objects.registry import Kind

MOST_GROUPS = 200
GROUP_CAP = 1000
