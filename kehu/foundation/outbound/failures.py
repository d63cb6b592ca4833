"""Why a server could not be spoken to. These are no sentences: who asks words them for his reader."""


class OutboundFailure(Exception):
    """Base of all reasons; the text is the host or what was wrong, never a secret."""


class Forbidden(OutboundFailure):
    """The address leads where we do not go: another scheme, an inner network, a machine's metadata."""


class Unreachable(OutboundFailure):
    """No such name, nothing listens, the connection broke, or it took too long."""


class NotTrusted(OutboundFailure):
    """The certificate of the server is not valid for its name."""


class TooMuch(OutboundFailure):
    """The answer is longer than we are ready to read, or leads around too often."""
