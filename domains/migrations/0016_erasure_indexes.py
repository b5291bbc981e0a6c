"""Fills what erasures look up: the contacts of each domain, and the domain of each delivery.

In transactions of 500 rows, while clusters may be running; an interrupted migration can simply be repeated.
"""

from django.conf import settings
from django.db import migrations, models, transaction

from domains.models.domain_contact import contact_keys
from domains.scan.redaction import Subject, subjects_of
from scrapersky.database.online_migrations import AddIndexOnline

CHUNK = 500


def fill_contacts(apps, schema_editor):
    Domain, Scan, Page = (apps.get_model("domains", name) for name in ("Domain", "Scan", "Page"))
    for rows in chunks(Domain.objects.only("domain", "email_addresses", "phone_numbers")):
        store(apps, [(row.pk, row.domain, listed(row)) for row in rows])
    for rows in chunks(Scan.objects.select_related("domain").only("result", "domain__domain")):
        store(apps, [(row.domain_id, row.domain.domain, subjects_of(in_result(row))) for row in rows])
    for rows in chunks(Page.objects.select_related("domain").only(
        "email_addresses", "phone_numbers", "domain__domain"
    )):
        store(apps, [(row.domain_id, row.domain.domain, listed(row)) for row in rows])


def listed(row):
    for kind, values in (("email", row.email_addresses), ("phone", row.phone_numbers)):
        for value in values:
            yield Subject.of_stored(kind, value, settings.DEFAULT_PHONE_REGION)


def in_result(scan):
    """Results of older versions may lack any part."""
    contacts = scan.result.get("contacts") or []
    return [contact for contact in contacts if contact.get("kind") and contact.get("value")]


def store(apps, found):
    DomainContact = apps.get_model("domains", "DomainContact")
    DomainContact.objects.bulk_create(
        [
            DomainContact(domain_id=pk, key=key)
            for pk, name, subjects in found
            for key in contact_keys(name, subjects)
        ],
        ignore_conflicts=True,
    )


def fill_deliveries(apps, schema_editor):
    Delivery = apps.get_model("domains", "Delivery")
    for rows in chunks(Delivery.objects.filter(domain_id=None)):
        for row in rows:
            row.domain_id = row.payload.get("domain_id")
        Delivery.objects.bulk_update([row for row in rows if row.domain_id], ["domain_id"])


def chunks(rows):
    after = {}
    while True:
        with transaction.atomic():
            chunk = list(rows.filter(**after).order_by("pk")[:CHUNK])
            if not chunk:
                return
            after = {"pk__gt": chunk[-1].pk}
            yield chunk


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("domains", "0015_erasure")]

    operations = [
        AddIndexOnline(
            model_name="delivery",
            index=models.Index(
                fields=["domain_id"],
                condition=models.Q(("domain_id__isnull", False)),
                name="webhook_deliveries_of_domain",
            ),
        ),
        migrations.RunPython(fill_contacts, migrations.RunPython.noop),
        migrations.RunPython(fill_deliveries, migrations.RunPython.noop),
    ]
