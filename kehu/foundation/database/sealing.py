"""Secrets that Kehu itself must be able to read again, such as the password of somebody's calendar.

They stand in the database encrypted with a key made from the installation's own, which is not in the database: a dump
alone opens none of them. `SECRET_KEY_FALLBACKS` still open what was sealed before the key was changed.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class NotReadable(Exception):
    """The text was sealed with a key that this installation does not have."""


def seal(secret: str) -> str:
    """The secret, encrypted and signed; "" stays ""."""
    return _box().encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str:
    """The secret again. Raises `NotReadable`."""
    if not sealed:
        return ""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as wrong:
        raise NotReadable from wrong


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_key(str(one)))) for one in keys])


def _key(secret: str) -> bytes:
    return hashlib.sha256(b"kehu.sealing:" + secret.encode()).digest()
