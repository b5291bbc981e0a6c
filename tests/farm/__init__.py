"""A farm of web sites on loopback: ordinary ones, sites of many pages, and hostile ones of every kind.

``OwnFarm`` (server.py) serves what the tables of hosts describe; each host stands there with what must come
of it. ``SharedFarm`` (shared.py) runs the farm of ``../shared``, where that is beside the checkout, for the
same tests. inputs.py holds what people type and what must never be fetched.

To try it by hand: ``python -m tests.farm``.
"""

from tests.farm.expected import Farm
from tests.farm.server import NETWORK, OwnFarm
from tests.farm.shared import SharedFarm

__all__ = ["NETWORK", "Farm", "OwnFarm", "SharedFarm"]
