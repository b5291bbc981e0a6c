"""A farm of web sites on loopback: ordinary ones, sites of many pages, and hostile ones of every kind.

``OwnFarm`` (server.py) serves the hosts in the tables of this package. A table describes each host and the
expected result. ``SharedFarm`` (shared.py) runs the farm of ``../shared``, if that is beside the checkout,
for the same tests. inputs.py contains input that people type, and URLs that must never be fetched.

To try it by hand: ``python -m tests.farm``.
"""

from tests.farm.expected import Farm
from tests.farm.server import NETWORK, OwnFarm
from tests.farm.shared import SharedFarm

__all__ = ["NETWORK", "Farm", "OwnFarm", "SharedFarm"]
