from kehu.foundation.company.models.calendar import CalendarDay
from kehu.foundation.company.models.company import Company, MapApp, MapDatum
from kehu.foundation.company.models.mails import Mail
from kehu.foundation.company.models.rates import ExchangeRate

__all__ = ["CalendarDay", "Company", "ExchangeRate", "Mail", "MapApp", "MapDatum"]
