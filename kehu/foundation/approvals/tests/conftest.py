from collections.abc import Iterator

import pytest

from kehu.foundation.approvals.tests.sample import Desk, registered


@pytest.fixture
def desk() -> Iterator[Desk]:
    with registered() as made:
        yield made
