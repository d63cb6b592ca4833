from kehu.quotes.models.answers import Answer, Opening
from kehu.quotes.models.limits import DiscountLimit
from kehu.quotes.models.lines import Line
from kehu.quotes.models.quotes import Quote, StateChange
from kehu.quotes.models.rules import NumberRange, QuoteRules
from kehu.quotes.models.standing import CustomerQuotes
from kehu.quotes.models.versions import QuoteVersion

__all__ = [
    "Answer", "CustomerQuotes", "DiscountLimit", "Line", "NumberRange", "Opening", "Quote", "QuoteRules",
    "QuoteVersion", "StateChange",
]  # fmt: skip
