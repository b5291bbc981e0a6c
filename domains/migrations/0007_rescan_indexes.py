from django.db import migrations, models

from scrapersky.database.online_migrations import AddCheckOnline, AddIndexOnline


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('domains', '0006_rescans_changes_and_block_list'),
    ]

    operations = [
        AddIndexOnline(
            model_name='domain',
            index=models.Index(condition=models.Q(('rescan_days__isnull', True), ('status__in', ['completed', 'failed', 'skipped'])), fields=['tenant_id', 'last_scan'], name='domains_rescan_tenant'),
        ),
        AddIndexOnline(
            model_name='domain',
            index=models.Index(condition=models.Q(('rescan_days__gt', 0), ('status__in', ['completed', 'failed', 'skipped'])), fields=['rescan_days', 'last_scan'], name='domains_rescan_own'),
        ),
        AddCheckOnline(
            model_name='domain',
            constraint=models.CheckConstraint(condition=models.Q(('rescan_when__in', ['always', 'sitemap'])), name='domains_rescan_when'),
        ),
    ]
