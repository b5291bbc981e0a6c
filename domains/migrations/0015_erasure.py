import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import domains.models.domain
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('domains', '0014_error_kinds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DomainContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.BigIntegerField()),
                ('domain', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_keys', to='domains.domain')),
            ],
            options={
                'db_table': 'domain_contacts',
            },
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant_id', models.UUIDField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('domain', 'domain'), ('email', 'e-mail address'), ('phone', 'phone number')], max_length=10)),
                ('digest', models.CharField(max_length=64)),
                ('key_id', models.CharField(max_length=16)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'db_table': 'suppressions',
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant_id', models.UUIDField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('domain', 'domain'), ('email', 'e-mail address'), ('phone', 'phone number')], max_length=10)),
                ('actor', models.CharField(max_length=200)),
                ('reason', models.CharField(blank=True, default='', max_length=500)),
                ('counts', models.JSONField(default=dict)),
                ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('finished_at', models.DateTimeField(null=True)),
                ('suppression', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='domains.suppression')),
                ('user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'erasures',
            },
        ),
        migrations.CreateModel(
            name='PrivacyPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant_id', models.UUIDField(default=domains.models.domain.default_tenant, unique=True)),
                ('contact_retention_days', models.PositiveIntegerField(blank=True, help_text='Contacts of domains not seen for so many days are deleted; empty: as the setting says.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(36500)])),
                ('store_personal_addresses', models.BooleanField(default=True, help_text='Whether e-mail addresses of persons are stored, or only those of roles.')),
            ],
            options={
                'verbose_name_plural': 'privacy policies',
                'db_table': 'privacy_policies',
            },
        ),
        migrations.AddField(
            model_name='delivery',
            name='domain_id',
            field=models.UUIDField(editable=False, help_text='The domain that it is about, if one.', null=True),
        ),
        migrations.AddIndex(
            model_name='suppression',
            index=models.Index(fields=['tenant_id', '-created_at'], name='suppressions_recent'),
        ),
        migrations.AddIndex(
            model_name='suppression',
            index=models.Index(fields=['key_id'], name='suppressions_of_key'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.UniqueConstraint(fields=('digest', 'tenant_id'), name='suppressions_of_tenant'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.UniqueConstraint(condition=models.Q(('tenant_id__isnull', True)), fields=('digest',), name='suppressions_of_all'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['domain', 'email', 'phone'])), name='suppressions_kind'),
        ),
        migrations.AddConstraint(
            model_name='domaincontact',
            constraint=models.UniqueConstraint(fields=('key', 'domain'), name='domain_contacts_once'),
        ),
        migrations.AddIndex(
            model_name='erasure',
            index=models.Index(fields=['tenant_id', '-started_at'], name='erasures_recent'),
        ),
    ]
