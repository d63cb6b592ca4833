from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("company", "0003_mail_files")]

    operations = [
        migrations.AddField("company", "map_tiles", models.CharField(
            blank=True, default="", help_text="address with {z}, {x}, {y}; empty: no tiles", max_length=300,
        ), preserve_default=False),
        migrations.AddField("company", "map_attribution", models.CharField(
            blank=True, default="", max_length=200,
        ), preserve_default=False),
        migrations.AddField("company", "map_datum", models.CharField(
            choices=[("wgs84", "WGS 84 (all the world)"), ("gcj02", "GCJ-02 (maps of mainland China)")],
            default="wgs84", max_length=10,
        )),
        migrations.AddField("company", "map_app", models.CharField(
            choices=[
                ("geo", "what the phone is set to"), ("amap", "Amap"), ("baidu", "Baidu Maps"), ("apple", "Apple Maps"),
                ("google", "Google Maps"),
            ],
            default="geo", max_length=10,
        )),
        migrations.AddField("company", "office_address", models.CharField(
            blank=True, default="", max_length=200,
        ), preserve_default=False),
        migrations.AddField("company", "office_latitude", models.FloatField(
            blank=True, help_text="degrees, WGS 84", null=True,
        )),
        migrations.AddField("company", "office_longitude", models.FloatField(blank=True, null=True)),
        migrations.AddConstraint("company", models.CheckConstraint(
            condition=Q(office_latitude__isnull=True, office_longitude__isnull=True)
            | Q(office_latitude__range=(-90, 90), office_longitude__range=(-180, 180)),
            name="office_lies_on_earth",
        )),
    ]  # fmt: skip
