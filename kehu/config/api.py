"""`/api/v1`: every domain's routers under one document."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kehu.cadences.api import ROUTERS as CADENCES
from kehu.calendar_sync.api import ROUTERS as CALENDAR_SYNC
from kehu.calling.api import ROUTERS as CALLING
from kehu.catalog.api import ROUTERS as CATALOG
from kehu.compensation.api import ROUTERS as COMPENSATION
from kehu.contracts.api import ROUTERS as CONTRACTS
from kehu.coverage.api import ROUTERS as COVERAGE
from kehu.customers.api import ROUTERS as CUSTOMERS
from kehu.forecasting.api import ROUTERS as FORECASTING
from kehu.foundation.access.api import ROUTERS as PEOPLE
from kehu.foundation.access.shares_api import ROUTERS as SHARES
from kehu.foundation.api import problems
from kehu.foundation.api.authentication import BrowserAuth, TokenAuth
from kehu.foundation.api.document import Addition, DocsPage, KehuAPI, add
from kehu.foundation.api.parsing import BodyParser
from kehu.foundation.approvals.api import ROUTERS as APPROVALS
from kehu.foundation.changes.api import ROUTERS as CHANGES
from kehu.foundation.custom_objects import documenting
from kehu.foundation.custom_objects.api import ROUTERS as OBJECTS
from kehu.foundation.fields.api import ROUTERS as FIELDS
from kehu.foundation.files.api import ROUTERS as FILES
from kehu.foundation.notices.api import ROUTERS as NOTICES
from kehu.foundation.search.api import ROUTERS as SEARCH
from kehu.foundation.transfer.api import ROUTERS as TRANSFER
from kehu.interactions.api import ROUTERS as INTERACTIONS
from kehu.key_accounts.api import ROUTERS as KEY_ACCOUNTS
from kehu.quotes.api import ROUTERS as QUOTES
from kehu.sales.api import ROUTERS as SALES
from kehu.sales_support.api import ROUTERS as SALES_SUPPORT

DESCRIPTION = """
Everything that the pages can do, with the same permissions. Send a token as `Authorization: Bearer kehu_…`
(settings, "API tokens", or `kehu token create`), or use the session of a signed-in browser with its CSRF token.

* **Lists** answer `{"items": […], "next": cursor or null}`; pass `next` as `cursor` for the following page.
* **Failures** are problem documents (RFC 9457) in the language of `Accept-Language`.
* **Repeating** a POST or PATCH with the same `Idempotency-Key` has no second effect.
* **Versions**: single records carry an `ETag`; send it as `If-Match` and nobody's change is overwritten.
* **Money** is a decimal number in a text, times are ISO 8601 with a zone, identifiers are UUIDs.
* Fields that your roles hide are missing; masked ones are masked.
"""

api = KehuAPI(
    title="Kehu",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    auth=[TokenAuth(), BrowserAuth()],
    parser=BodyParser(),
    docs=DocsPage(),
    servers=[{"url": "/"}],
)
problems.install(api)
add(Addition(documenting.version, documenting.complete))
_ALL = (
    *CUSTOMERS, *INTERACTIONS, *CALENDAR_SYNC, *CATALOG, *SALES, *SALES_SUPPORT, *CALLING, *CADENCES, *QUOTES,
    *CONTRACTS, *FORECASTING, *COMPENSATION, *KEY_ACCOUNTS, *COVERAGE, *APPROVALS, *OBJECTS, *SEARCH, *CHANGES,
    *TRANSFER, *FILES, *NOTICES, *PEOPLE, *SHARES, *FIELDS,
)  # fmt: skip
for prefix, tag, router in _ALL:
    api.add_router(prefix, router, tags=[tag])


def not_found(request: HttpRequest) -> HttpResponse:
    """An address below /api/ that there is not."""
    return problems.problem(request, 404, "not-found", _("There is nothing here that you may see."))
