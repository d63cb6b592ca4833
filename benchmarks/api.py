"""What a request to the API costs: CPU of the web process, the database not counted.

    python -m benchmarks.api [ROUNDS]

Creates customers and reads lists through the whole stack in one process, and takes everything back at the end.
"""

import json
import os
import sys
import time
from collections.abc import Callable

import django


def main(rounds: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehu.config.settings")
    django.setup()
    from django.db import transaction
    from django.test import Client

    from kehu.foundation.access.models import ApiToken, User
    from kehu.foundation.access.models.tokens import digest, new_token

    with transaction.atomic():
        user = User.objects.filter(roles__key="administrator", is_active=True).first()
        if user is None:
            sys.exit("There is no administrator; load the demo company first.")
        token = new_token()
        ApiToken.objects.create(user=user, name="benchmark", digest=digest(token), tail=token[-4:], scopes=["*"])
        client, headers = Client(), {"Authorization": f"Bearer {token}"}

        def create() -> None:
            body = {"kind": "person", "name": "张伟", "phone": "13812345678", "tier": "a"}
            answer = client.post(
                "/api/v1/customers", json.dumps(body), content_type="application/json", headers=headers
            )
            assert answer.status_code == 201, answer.content

        def read(path: str) -> Callable[[], None]:
            def ask() -> None:
                assert client.get(f"/api/v1{path}", headers=headers).status_code == 200

            return ask

        measured = {
            "create a customer": create,
            "list 50 customers, every field": read("/customers"),
            "list 50 customers, four fields": read("/customers?fields=name,phone,city,tier"),
            "who am I": read("/me"),
        }
        for name, request in measured.items():
            print(f"{name:34} {_cpu(request, rounds):6.1f} ms CPU")
        transaction.set_rollback(True)


def _cpu(request: Callable[[], None], rounds: int) -> float:
    """The best of five series: milliseconds of this process for one request."""
    request()
    series = []
    for _ in range(5):
        begun = time.process_time()
        for _ in range(rounds):
            request()
        series.append((time.process_time() - begun) / rounds * 1000)
    return min(series)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
