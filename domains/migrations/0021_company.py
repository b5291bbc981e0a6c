from django.db import migrations, models

from scrapersky.database.online_migrations import AddCheckOnline, AddIndexOnline


class Migration(migrations.Migration):
    """The company that runs a site, with indexes for filters; persons can be erased."""

    atomic = False

    dependencies = [
        ('domains', '0020_contact_indexes'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='suppression',
            name='suppressions_kind',
        ),
        migrations.AddField(
            model_name='domain',
            name='country',
            field=models.CharField(blank=True, db_default='', default='', help_text="ISO 3166 code of the company's address, else of the country of its numbers.", max_length=2),
        ),
        migrations.AddField(
            model_name='domain',
            name='final_url',
            field=models.TextField(blank=True, db_default='', default='', help_text='Where the home page ended, if that is on another registered domain.'),
        ),
        migrations.AddField(
            model_name='domain',
            name='industry',
            field=models.CharField(blank=True, db_default='', default='', help_text='What the business is, from its schema.org type: Bakery, Real estate agent.', max_length=60),
        ),
        migrations.AddField(
            model_name='domain',
            name='legal_name',
            field=models.TextField(blank=True, db_default='', default='', help_text="The company's name in its imprint."),
        ),
        migrations.AddField(
            model_name='domain',
            name='postal_address',
            field=models.TextField(blank=True, db_default='', default='', help_text="The company's address in one line."),
        ),
        migrations.AddField(
            model_name='domain',
            name='registration_number',
            field=models.CharField(blank=True, db_default='', default='', help_text='Number in the company register.', max_length=60),
        ),
        migrations.AddField(
            model_name='domain',
            name='vat_id',
            field=models.CharField(blank=True, db_default='', default='', help_text="VAT number with its country's code, or the tax id where a country has no other.", max_length=40),
        ),
        migrations.AlterField(
            model_name='erasure',
            name='kind',
            field=models.CharField(choices=[('domain', 'domain'), ('email', 'e-mail address'), ('phone', 'phone number'), ('person', 'person')], max_length=10),
        ),
        migrations.AlterField(
            model_name='suppression',
            name='kind',
            field=models.CharField(choices=[('domain', 'domain'), ('email', 'e-mail address'), ('phone', 'phone number'), ('person', 'person')], max_length=10),
        ),
        AddIndexOnline(
            model_name='domain',
            index=models.Index(condition=models.Q(('country', ''), _negated=True), fields=['tenant_id', 'country', '-updated_at'], name='domains_country'),
        ),
        AddIndexOnline(
            model_name='domain',
            index=models.Index(condition=models.Q(('industry', ''), _negated=True), fields=['tenant_id', 'industry', '-updated_at'], name='domains_industry'),
        ),
        AddIndexOnline(
            model_name='domain',
            index=models.Index(condition=models.Q(('vat_id', ''), _negated=True), fields=['tenant_id', 'vat_id'], name='domains_vat_id'),
        ),
        AddIndexOnline(
            model_name='domain',
            index=models.Index(condition=models.Q(('registration_number', ''), _negated=True), fields=['tenant_id', 'registration_number'], name='domains_registration'),
        ),
        AddIndexOnline(
            model_name='domain',
            index=models.Index(condition=models.Q(('final_url', ''), _negated=True), fields=['tenant_id', '-updated_at'], name='domains_moved'),
        ),
        AddCheckOnline(
            model_name='suppression',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['domain', 'email', 'phone', 'person'])), name='suppressions_kind'),
        ),
    ]
