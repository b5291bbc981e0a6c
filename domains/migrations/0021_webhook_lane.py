import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from scrapersky.database.online_migrations import AddIndexOnline


class Migration(migrations.Migration):
    """Messages wait in their own table. The lane gives those of before their receiver."""

    atomic = False
    dependencies = [
        ('domains', '0020_contact_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='next_attempt_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.CreateModel(
            name='WebhookReceiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant_id', models.UUIDField()),
                ('host', models.CharField(help_text='With the port, if the URL has one.', max_length=300)),
                ('failures', models.PositiveIntegerField(default=0, help_text='Failed attempts since the last success.')),
                ('rests_until', models.DateTimeField(help_text='Nothing is sent before.', null=True)),
                ('served_at', models.DateTimeField(help_text='When a message was last taken for it.', null=True)),
            ],
            options={
                'db_table': 'webhook_receivers',
                'constraints': [models.UniqueConstraint(fields=('tenant_id', 'host'), name='webhook_receivers_tenant_host')],
            },
        ),
        migrations.AddField(
            model_name='delivery',
            name='receiver',
            field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, to='domains.webhookreceiver'),
        ),
        migrations.AddField(
            model_name='webhook',
            name='receiver',
            field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, to='domains.webhookreceiver'),
        ),
        AddIndexOnline(
            model_name='delivery',
            index=models.Index(condition=models.Q(('status', 'pending')), fields=['receiver', 'next_attempt_at'], name='webhook_deliveries_due'),
        ),
    ]
