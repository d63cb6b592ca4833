"""Why a calendar server did not do what it was asked, beside the reasons of `foundation.outbound.failures`."""


class WrongPassword(Exception):
    """The server does not take user name and password."""


class NoCalendarServer(Exception):
    """Something answers at this address, but it does not speak CalDAV."""


class CalendarGone(Exception):
    """The chosen calendar is not there any more, or is closed to this user."""


class ServerTrouble(Exception):
    """The server has trouble of its own or asks for patience. `after` is for how many seconds, if it said so."""

    def __init__(self, status: int, after: int = 0):
        super().__init__(str(status))
        self.status, self.after = status, after


class ChangedThere(Exception):
    """What was to be replaced is not what we last saw."""


class NotTaken(Exception):
    """The server does not accept this one entry (it may be read-only, too long, or not to its taste)."""

    def __init__(self, status: int):
        super().__init__(str(status))
        self.status = status
