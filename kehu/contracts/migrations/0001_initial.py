import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kehu.foundation.database.records


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("catalog", "0001_initial"),
        ("customers", "0008_pools"),
        ("sales", "0007_leads_found_and_given"),
    ]

    operations = [
        migrations.CreateModel(
            name="NumberSequence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kehu.foundation.database.records.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("key", models.CharField(max_length=60, unique=True)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kehu.foundation.database.records.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("deleted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="contract number")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("sort_name", models.CharField(blank=True, db_collation="C", editable=False, max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sale", "sale"),
                            ("service", "service"),
                            ("subscription", "subscription"),
                            ("maintenance", "maintenance"),
                            ("lease", "lease"),
                            ("framework", "framework agreement"),
                            ("other", "other contract"),
                        ],
                        default="sale",
                        max_length=20,
                        verbose_name="kind of contract",
                    ),
                ),
                ("our_party", models.CharField(blank=True, max_length=200, verbose_name="our party")),
                ("their_party", models.CharField(blank=True, max_length=200, verbose_name="their party")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signed on")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="starts on")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends on")),
                ("renews", models.BooleanField(default=False, verbose_name="renews by itself")),
                ("renewal_months", models.PositiveSmallIntegerField(default=12, verbose_name="renewed for months")),
                ("notice_days", models.PositiveSmallIntegerField(default=30, verbose_name="notice period in days")),
                ("notice_given_on", models.DateField(blank=True, null=True, verbose_name="notice given on")),
                ("alert_days", models.PositiveSmallIntegerField(default=60, verbose_name="alert days before the end")),
                ("alerted_for", models.DateField(blank=True, editable=False, null=True)),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="amount")),
                (
                    "tax_amount",
                    models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="tax included"),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=8, default=1, editable=False, max_digits=18, verbose_name="exchange rate"
                    ),
                ),
                ("amount_home", models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=18)),
                (
                    "received",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=18, verbose_name="received so far"
                    ),
                ),
                (
                    "invoiced",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=18, verbose_name="invoiced"
                    ),
                ),
                (
                    "outstanding",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=18, verbose_name="outstanding"
                    ),
                ),
                ("billing_address", models.CharField(blank=True, max_length=300, verbose_name="billing address")),
                ("delivery_address", models.CharField(blank=True, max_length=300, verbose_name="delivery address")),
                ("external_number", models.CharField(blank=True, max_length=80, verbose_name="number in the ERP")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("in_approval", "in approval"),
                            ("active", "in force"),
                            ("suspended", "suspended"),
                            ("ended", "ended"),
                            ("terminated", "terminated early"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "state_since",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="in this state since"
                    ),
                ),
                ("state_reason", models.CharField(blank=True, editable=False, max_length=300, verbose_name="reason")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("custom", models.JSONField(blank=True, default=dict)),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="contracts",
                        to="customers.contact",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contracts", to="customers.customer"
                    ),
                ),
                (
                    "deleted_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="followed_by",
                        to="contracts.contract",
                    ),
                ),
                (
                    "opportunity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="contracts",
                        to="sales.opportunity",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "renewal_opportunity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="renewed_contracts",
                        to="sales.opportunity",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=["-updated_at", "-id"],
                        name="contract_updated",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=["sort_name", "id"],
                        name="contract_name",
                    ),
                    models.Index(
                        models.OrderBy(models.F("ends_on"), nulls_last=True),
                        models.F("id"),
                        condition=models.Q(("deleted_at__isnull", True)),
                        name="contract_ends",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=["amount", "id"],
                        name="contract_amount",
                    ),
                    models.Index(fields=["owner", "state"], name="contract_of_owner"),
                    models.Index(fields=["customer", "state"], name="contract_of_customer"),
                    models.Index(fields=["state", "ends_on"], name="contract_ending"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("custom", name="jsonb_path_ops"),
                        condition=models.Q(("custom", {}), _negated=True),
                        name="contract_custom",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="contract_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0), ("rate__gt", 0), ("tax_amount__gte", 0)),
                        name="contract_amounts_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tax_amount__lte", models.F("amount"))), name="contract_tax_within_amount"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("starts_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="contract_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deleted_at__isnull", True), ("deleted_by__isnull", False), _connector="OR"
                        ),
                        name="contract_deleted_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kehu.foundation.database.records.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                ("reason", models.TextField(blank=True, verbose_name="why it is changed")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signed on")),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("terms", models.JSONField(blank=True, default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("in_approval", "in approval"),
                            ("in_force", "in force"),
                            ("replaced", "replaced"),
                            ("rejected", "rejected"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="contracts.contract"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "number"), name="contract_version_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in_force")),
                        fields=("contract",),
                        name="contract_one_version_in_force",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kehu.foundation.database.records.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("code", models.CharField(blank=True, max_length=80, verbose_name="code")),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                ("unit", models.CharField(blank=True, max_length=40, verbose_name="unit")),
                ("quantity", models.DecimalField(decimal_places=4, default=1, max_digits=18, verbose_name="quantity")),
                ("unit_price", models.DecimalField(decimal_places=6, default=0, max_digits=18, verbose_name="price")),
                (
                    "discount",
                    models.DecimalField(decimal_places=4, default=0, max_digits=7, verbose_name="discount in percent"),
                ),
                (
                    "tax_rate",
                    models.DecimalField(decimal_places=4, default=0, max_digits=7, verbose_name="tax in percent"),
                ),
                ("net", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="net")),
                ("tax", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="tax")),
                ("gross", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="gross")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="contracts.contract"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="contract_lines",
                        to="catalog.product",
                    ),
                ),
                (
                    "contract_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="contracts.contractversion",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "indexes": [models.Index(fields=["contract_version", "position", "id"], name="contract_line_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "gross",
                                django.db.models.expressions.CombinedExpression(models.F("net"), "+", models.F("tax")),
                            )
                        ),
                        name="contract_line_adds_up",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kehu.foundation.database.records.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                ("days_after", models.PositiveSmallIntegerField(default=0, verbose_name="days after the milestone")),
                (
                    "percent",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True, verbose_name="percent"),
                ),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="amount")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "received",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=18, verbose_name="received so far"
                    ),
                ),
                (
                    "waived",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=18, verbose_name="waived"
                    ),
                ),
                (
                    "outstanding",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=18, verbose_name="outstanding"
                    ),
                ),
                ("outstanding_home", models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=18)),
                (
                    "invoiced",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=18, verbose_name="invoiced"
                    ),
                ),
                ("settled_on", models.DateField(blank=True, editable=False, null=True, verbose_name="received on")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to be received"),
                            ("partly", "partly received"),
                            ("paid", "received"),
                            ("waived", "waived"),
                        ],
                        default="open",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="dunning level")),
                ("waived_reason", models.CharField(blank=True, editable=False, max_length=300)),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="instalments", to="contracts.contract"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "indexes": [
                    models.Index(fields=["contract", "position", "id"], name="instalment_of"),
                    models.Index(
                        models.OrderBy(models.F("due_on"), nulls_last=True), models.F("id"), name="instalment_due"
                    ),
                    models.Index(
                        condition=models.Q(("outstanding__gt", 0)), fields=["due_on", "id"], name="instalment_open"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "amount",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("received"), "+", models.F("waived")
                                    ),
                                    "+",
                                    models.F("outstanding"),
                                ),
                            )
                        ),
                        name="instalment_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("invoiced__gte", 0), ("outstanding__gte", 0), ("received__gte", 0), ("waived__gte", 0)
                        ),
                        name="instalment_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("invoiced__lte", models.F("amount"))), name="instalment_invoiced_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DunningStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kehu.foundation.database.records.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("level", models.PositiveSmallIntegerField(default=1)),
                ("due_on", models.DateField(default=django.utils.timezone.localdate)),
                ("days", models.PositiveIntegerField(default=0)),
                ("outstanding", models.DecimalField(decimal_places=2, default=0, max_digits=18)),
                (
                    "instalment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dunning_steps",
                        to="contracts.instalment",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("instalment", "level", "due_on"), name="dunning_step_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kehu.foundation.database.records.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="invoice")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("special", "special VAT invoice"),
                            ("ordinary", "ordinary VAT invoice"),
                            ("electronic_special", "electronic special invoice"),
                            ("electronic", "electronic ordinary invoice"),
                            ("other", "invoice outside China"),
                        ],
                        default="electronic_special",
                        max_length=20,
                        verbose_name="kind of invoice",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("requested", "requested"), ("issued", "issued"), ("sent", "sent"), ("void", "void")],
                        default="requested",
                        editable=False,
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="buyer")),
                ("tax_number", models.CharField(blank=True, max_length=40, verbose_name="tax number of the buyer")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address and phone")),
                ("bank", models.CharField(blank=True, max_length=300, verbose_name="bank and account")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="sent to")),
                ("code", models.CharField(blank=True, editable=False, max_length=20, verbose_name="invoice code")),
                ("number", models.CharField(blank=True, editable=False, max_length=40, verbose_name="invoice number")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="amount")),
                ("net", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="net")),
                ("tax", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="tax")),
                (
                    "requested_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="requested on"),
                ),
                ("issued_on", models.DateField(blank=True, editable=False, null=True, verbose_name="issued on")),
                ("sent_on", models.DateField(blank=True, editable=False, null=True, verbose_name="sent on")),
                (
                    "void_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="why it is void"),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invoices", to="contracts.contract"
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reverses",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="red_letters",
                        to="contracts.invoice",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-requested_on", "-id"], name="invoice_requested"),
                    models.Index(fields=["contract", "-requested_on"], name="invoice_of"),
                    models.Index(fields=["state", "-requested_on"], name="invoice_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "amount",
                                django.db.models.expressions.CombinedExpression(models.F("net"), "+", models.F("tax")),
                            )
                        ),
                        name="invoice_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0), ("reverses__isnull", False), _connector="OR"),
                        name="invoice_negative_only_in_red",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("number", ""), _negated=True), models.Q(("state", "void"), _negated=True)
                        ),
                        fields=("code", "number"),
                        name="invoice_number_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoicedInstalment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kehu.foundation.database.records.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="amount")),
                (
                    "instalment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invoices", to="contracts.instalment"
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="covered", to="contracts.invoice"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("invoice", "instalment"), name="invoiced_instalment_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kehu.foundation.database.records.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "tax_rate",
                    models.DecimalField(decimal_places=4, default=0, max_digits=7, verbose_name="tax in percent"),
                ),
                ("net", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="net")),
                ("tax", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="tax")),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="contracts.invoice"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kehu.foundation.database.records.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                ("done_on", models.DateField(blank=True, editable=False, null=True, verbose_name="done on")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="milestones", to="contracts.contract"
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "id"],
                "indexes": [
                    models.Index(fields=["contract", "due_on", "id"], name="milestone_of"),
                    models.Index(
                        condition=models.Q(("done_on__isnull", True)), fields=["due_on", "id"], name="milestone_due"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="milestone_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_by__isnull", True), ("done_on__isnull", True)),
                            models.Q(("done_by__isnull", False), ("done_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="milestone_done_by_someone",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="instalment",
            name="milestone",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="instalments",
                to="contracts.milestone",
            ),
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kehu.foundation.database.records.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="receipt number")),
                ("payer", models.CharField(blank=True, max_length=200, verbose_name="payer")),
                ("payer_account", models.CharField(blank=True, max_length=80, verbose_name="account of the payer")),
                ("received_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="received on")),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="amount")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=8, default=1, editable=False, max_digits=18, verbose_name="exchange rate"
                    ),
                ),
                ("amount_home", models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=18)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("transfer", "bank transfer"),
                            ("cheque", "cheque"),
                            ("draft", "bank draft"),
                            ("cash", "cash"),
                            ("card", "bank card"),
                            ("alipay", "Alipay"),
                            ("wechat", "WeChat Pay"),
                            ("other", "another way"),
                        ],
                        default="transfer",
                        max_length=20,
                        verbose_name="way of payment",
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=120, verbose_name="bank reference")),
                ("purpose", models.CharField(blank=True, max_length=300, verbose_name="words of the payer")),
                (
                    "allocated",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=18, verbose_name="allocated"
                    ),
                ),
                (
                    "refunded",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=18, verbose_name="refunded"
                    ),
                ),
                (
                    "credit",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=18, verbose_name="not allocated"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("recorded", "to be confirmed"),
                            ("confirmed", "confirmed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="recorded",
                        editable=False,
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="confirmed")),
                ("cancel_reason", models.CharField(blank=True, editable=False, max_length=300)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="customers.customer",
                    ),
                ),
                (
                    "intended",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="contracts.instalment",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["received_on", "id"], name="receipt_received"),
                    models.Index(fields=["amount", "id"], name="receipt_amount"),
                    models.Index(fields=["customer", "-received_on"], name="receipt_of_customer"),
                    models.Index(fields=["owner", "-received_on"], name="receipt_of_owner"),
                    models.Index(
                        condition=models.Q(("credit__gt", 0)), fields=["-received_on"], name="receipt_with_credit"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("reference", ""), _negated=True), models.Q(("state", "cancelled"), _negated=True)
                        ),
                        fields=("reference",),
                        name="receipt_reference_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("allocated", 0), ("credit", 0), ("refunded", 0), ("state", "cancelled")),
                            models.Q(
                                models.Q(("state", "cancelled"), _negated=True),
                                (
                                    "amount",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("allocated"), "+", models.F("refunded")
                                        ),
                                        "+",
                                        models.F("credit"),
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="receipt_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("allocated__gte", 0), ("credit__gte", 0), ("rate__gt", 0), ("refunded__gte", 0)
                        ),
                        name="receipt_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kehu.foundation.database.records.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="amount")),
                ("settled", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="settled")),
                (
                    "difference_home",
                    models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="exchange difference"),
                ),
                (
                    "allocated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "instalment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="contracts.instalment",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="allocations", to="contracts.receipt"
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("receipt", "instalment"), name="allocation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0), ("settled__gte", 0)), name="allocation_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kehu.foundation.database.records.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="amount")),
                ("refunded_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="refunded on")),
                ("reference", models.CharField(blank=True, max_length=120, verbose_name="bank reference")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "receipt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="refunds", to="contracts.receipt"
                    ),
                ),
                (
                    "refunded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["refunded_on", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), _negated=True),
                        fields=("reference",),
                        name="refund_reference_once",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="refund_not_negative"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StateChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kehu.foundation.database.records.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                (
                    "from_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("draft", "draft"),
                            ("in_approval", "in approval"),
                            ("active", "in force"),
                            ("suspended", "suspended"),
                            ("ended", "ended"),
                            ("terminated", "terminated early"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("in_approval", "in approval"),
                            ("active", "in force"),
                            ("suspended", "suspended"),
                            ("ended", "ended"),
                            ("terminated", "terminated early"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="state_changes",
                        to="contracts.contract",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["contract", "-at", "-id"], name="contract_state_change")],
            },
        ),
    ]
