"""`kehu user …` and `kehu token create`."""

import secrets
from argparse import Namespace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kehu.config.commands.session import Failed, answer, django

if TYPE_CHECKING:
    from kehu.foundation.access.models import User


def create(options: Namespace) -> int:
    def work() -> dict[str, Any]:
        with django():
            from kehu.foundation.access.actions import users
            from kehu.foundation.access.models import User

            password = options.password or _new_password()
            roles = [options.role] if options.role else []
            user = users.create(
                email=options.email,
                name=options.name or options.email.partition("@")[0],
                roles=roles,
                password=password,
                by=User.objects.system(),
            )
            made = {} if options.password else {"password": password}
            return {"id": user.pk, "email": user.email, "roles": roles, **made}

    def show(result: dict[str, Any]) -> None:
        print(f"{result['email']} can log in.")
        if "password" in result:
            print(f"Password: {result['password']}")

    return answer(work, as_json=options.json, show=show)


def show_all(options: Namespace) -> int:
    def work() -> dict[str, Any]:
        with django():
            from kehu.foundation.access.models import User

            people = User.objects.filter(is_system=False).prefetch_related("roles").order_by("email")
            rows = [
                {
                    "email": user.email,
                    "name": user.name,
                    "active": user.is_active,
                    "roles": sorted(role.key for role in user.roles.all()),
                    "last_login": user.last_login.isoformat() if user.last_login else None,
                }
                for user in people
            ]
            return {"users": rows}

    def show(result: dict[str, Any]) -> None:
        for row in result["users"]:
            state = "" if row["active"] else "  (deactivated)"
            print(f"{row['email']:36} {row['name']:24} {', '.join(row['roles'])}{state}")

    return answer(work, as_json=options.json, show=show)


def deactivate(options: Namespace) -> int:
    def work() -> dict[str, Any]:
        with django():
            from kehu.foundation.access.actions import users
            from kehu.foundation.access.models import User

            user = find(options.email)
            users.deactivate(user=user, by=User.objects.system())
            return {"email": user.email, "active": False}

    return answer(work, as_json=options.json, show=lambda result: print(f"{result['email']} can no longer log in."))


def password(options: Namespace) -> int:
    def work() -> dict[str, Any]:
        with django():
            from kehu.foundation.access.actions import users
            from kehu.foundation.access.models import User

            user = find(options.email)
            new = options.password or _new_password()
            users.set_password(user=user, password=new, by=User.objects.system())
            return {"email": user.email} if options.password else {"email": user.email, "password": new}

    def show(result: dict[str, Any]) -> None:
        print(f"{result['email']} has a new password{': ' + result['password'] if 'password' in result else '.'}")

    return answer(work, as_json=options.json, show=show)


def create_token(options: Namespace) -> int:
    def work() -> dict[str, Any]:
        with django():
            from django.utils import timezone

            from kehu.foundation.access.actions import tokens
            from kehu.foundation.access.models import User

            user = find(options.email)
            expires = timezone.now() + timedelta(days=options.days) if options.days else None
            scopes = options.scope or ["*"]
            token, secret = tokens.create(
                user=user, name=options.name, scopes=scopes, expires_at=expires, by=User.objects.system()
            )
            return {"token": secret, "id": token.pk, "scopes": scopes, "expires_at": expires and expires.isoformat()}

    return answer(work, as_json=options.json, show=lambda result: print(result["token"]))


def find(email: str) -> "User":
    """The user with this address. Raises Failed if there is none."""
    from kehu.foundation.access.models import User

    user = User.objects.filter(email__iexact=email.strip(), is_system=False).first()
    if user is None:
        raise Failed(f"There is no user with the address {email}.")
    return user


def _new_password() -> str:
    return secrets.token_urlsafe(12)
