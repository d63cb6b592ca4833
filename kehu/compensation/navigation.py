"""What compensation puts into the menus."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.objects.acts import Act
from kehu.foundation.ui.navigation import RESULTS, Entry

MENU = [
    Entry("expenses", _("Expenses"), icon="receipt", url="compensation:claims", verb="expense.view", position=60,
          group=RESULTS),
    Entry("commissions", _("Commission"), icon="coin", url="compensation:commissions", verb="commission.view",
          position=61, group=RESULTS),
    Entry("appraisals", _("Appraisal"), icon="award", url="compensation:appraisals", verb="appraisal.view",
          position=62, group=RESULTS),
]  # fmt: skip
CREATE = [
    Entry("expense", _("Expense"), icon="receipt", url="compensation:new_line", verb="expense.claim", position=35,
          dialog=True),
]  # fmt: skip
GROUP = _("Pay")
SETTINGS = [
    Entry("expense_rules", _("Expense rules"), icon="receipt-2", url="compensation:expense_rules",
          verb="expense.configure", position=60, group=GROUP,
          about=_("Categories of expenses, what may be spent a day in which city, and what a kilometre is worth. A "
              "rate holds from its day on; claims of earlier days keep theirs.")),
    Entry("commission_plans", _("Commission plans"), icon="coins", url="compensation:plans",
          verb="commission.configure", position=61, group=GROUP,
          about=_("By which terms deals earn commission, and who is paid by them. Terms are never changed: others "
              "follow them from a day on, and what was earned before stays as it is.")),
    Entry("appraisal_templates", _("Appraisal templates"), icon="list-check", url="compensation:templates",
          verb="appraisal.configure", position=62, group=GROUP,
          about=_("What counts for whom: measures with their weights and curves. A version holds for the periods that "
              "end after its day; closed sheets stay as they were closed.")),
]  # fmt: skip
ACTS = [
    Act("visit", "expense", _("Expense …"), icon="receipt", url="compensation:new_line", verb="expense.claim",
        edits=False, parameter="visit", position=20),
    Act("opportunity", "expense", _("Expense …"), icon="receipt", url="compensation:new_line", verb="expense.claim",
        edits=False, parameter="opportunity", position=60),
    Act("customer", "expense", _("Expense …"), icon="receipt", url="compensation:new_line", verb="expense.claim",
        edits=False, parameter="customer", position=60),
    Act("expense_claim", "submit", _("Hand in"), icon="send", url="compensation:submission", verb="expense.claim",
        posts=True, position=10),
]  # fmt: skip
