"""The parameters of the list of domains, for what follows a saved filter of it."""

import pytest

from domains.admin.domains import DomainAdmin
from domains.models import Domain
from domains.models.domain_filter import PARAMETERS, TENANT, narrow

LIST_ONLY = {TENANT, "action"}  # its tenant is chosen otherwise; an action is a matter of minutes


def test_every_filter_of_the_list_can_be_followed():
    assert {one.parameter_name for one in DomainAdmin.list_filter} <= set(PARAMETERS) | LIST_ONLY


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["yes", "no", "x", "550e8400-e29b-41d4-a716-446655440000"])
def test_any_value_is_a_condition(value):
    for name in PARAMETERS:
        assert list(narrow(Domain.objects.all(), f"{name}={value}&tenant=x")) == []


@pytest.mark.django_db
def test_conditions_are_combined_and_others_refused():
    for name, country in {"alpha.com": "DE", "alpine.com": "FR", "beta.com": "DE"}.items():
        Domain.objects.create(domain=name, country=country, next_attempt_at="2026-01-01T00:00Z")
    assert [
        row.domain for row in narrow(Domain.objects.all(), "country=DE&q=https%3A%2F%2Fwww.alpha.com%2F")
    ] == ["alpha.com"]
    with pytest.raises(ValueError, match="action"):
        narrow(Domain.objects.all(), "country=DE&action=1-2-3")
