from django.db import migrations, models

from scrapersky.database.online_migrations import AddCheckOnline

KINDS = [
    'dns', 'connect', 'timeout', 'tls', 'http_4xx', 'http_5xx', 'rate_limited', 'too_many_redirects', 'too_large',
    'bad_content', 'not_html', 'robots', 'blocked', 'blocked_address', 'challenge', 'parked', 'internal',
]
FIELD = models.CharField(blank=True, choices=[(kind, kind) for kind in KINDS], default='', max_length=20)


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('domains', '0013_scheduler_pause'),
    ]

    operations = [
        migrations.AlterField(model_name='domain', name='error_kind', field=FIELD),
        migrations.AlterField(model_name='scan', name='error_kind', field=FIELD.clone()),
        migrations.RemoveConstraint(model_name='domain', name='domains_error_kind'),
        AddCheckOnline(
            model_name='domain',
            constraint=models.CheckConstraint(
                condition=models.Q(('error_kind__in', ['', *KINDS])), name='domains_error_kind'
            ),
        ),
    ]
