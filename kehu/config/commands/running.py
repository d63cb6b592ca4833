"""`kehu run`."""

from argparse import Namespace

from kehu.config import environment
from kehu.config.supervisor import run as supervise


def run(_options: Namespace) -> int:
    return supervise(environment.home())
