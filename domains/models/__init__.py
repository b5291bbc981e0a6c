"""The tables of a domain's life. One module a table; the queue and its state live on Domain."""

from domains.models.domain import Domain
from domains.models.page import Page
from domains.models.rate import RateWindow
from domains.models.scan import Scan
from domains.models.token import ApiToken

__all__ = ["ApiToken", "Domain", "Page", "RateWindow", "Scan"]
