import pytest

from kehu.foundation.transfer.actions import exports
from tests.world import World


def test_numbers_do_not_leave_past_the_masks_of_a_role(world: World) -> None:
    with pytest.raises(exports.ExportRefused):
        exports.begin(object_key="contact_point", filter="", format="csv", by=world.mark)
