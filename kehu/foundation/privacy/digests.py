"""Keyed hashes of what identifies a person. Without the installation's key nobody can try all phone numbers."""

import hashlib
import hmac

from django.conf import settings


def digest(kind: str, value: str) -> str:
    """64 hexadecimal digits; the same value of the same kind gives the same digest in this installation."""
    key = hashlib.sha256(b"kehu.privacy:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, f"{kind}:{value.strip().lower()}".encode(), hashlib.sha256).hexdigest()
