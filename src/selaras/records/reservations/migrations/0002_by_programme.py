"""What is held for a programme is found without reading what is held for none."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("reservations", "0001_initial")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(fields=["programme"], name="by_programme"),
        ),
    ]
