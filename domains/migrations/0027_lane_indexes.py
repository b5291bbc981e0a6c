from django.db import migrations, models

from scrapersky.database.online_migrations import AddIndexOnline, RemoveIndexOnline


class Migration(migrations.Migration):
    """For claims in which tenants take turns, and for the messages that are due to a receiver."""

    atomic = False
    dependencies = [("domains", "0026_lanes")]

    operations = [
        AddIndexOnline(
            model_name='domain',
            index=models.Index(models.F('tenant_id'), models.OrderBy(models.F('priority'), descending=True), models.F('next_attempt_at'), condition=models.Q(('lost_claims', 0), ('status', 'pending')), name='domains_turns'),
        ),
        AddIndexOnline(
            model_name='delivery',
            index=models.Index(condition=models.Q(('status', 'pending')), fields=['receiver', 'next_attempt_at'], name='webhook_deliveries_due'),
        ),
        RemoveIndexOnline(
            model_name='domain',
            name='domains_queue',
        ),
    ]
