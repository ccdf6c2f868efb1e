from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("action", models.CharField(max_length=10)),
                ("model", models.CharField(max_length=100)),
                ("key", models.CharField(max_length=100)),
            ],
            options={
                "verbose_name_plural": "audit entries",
            },
        ),
    ]
