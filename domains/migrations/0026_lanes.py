import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """Messages to webhooks wait in their own table. The lane gives those of before their receiver."""

    dependencies = [
        ('domains', '0025_erased_domains'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClaimTurn',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('tenant_id', models.UUIDField()),
            ],
            options={
                'db_table': 'claim_turn',
            },
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
            },
        ),
        migrations.AddField(
            model_name='delivery',
            name='next_attempt_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AlterField(
            model_name='domain',
            name='priority',
            field=models.SmallIntegerField(default=0, help_text="Higher goes first among the tenant's own; -100 to 100.", validators=[django.core.validators.MinValueValidator(-100), django.core.validators.MaxValueValidator(100)]),
        ),
        migrations.AddConstraint(
            model_name='claimturn',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='claim_turn_one_row'),
        ),
        migrations.AddConstraint(
            model_name='webhookreceiver',
            constraint=models.UniqueConstraint(fields=('tenant_id', 'host'), name='webhook_receivers_tenant_host'),
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
    ]
