"""What the benchmark saves and lists; import it when Django is set up."""

from __future__ import annotations

from django.db import models


class Listed(models.Model):
    objects: models.Manager[Listed] = models.Manager()
    number = models.IntegerField()
    name = models.CharField(max_length=40)

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return self.name


class Saved(models.Model):
    number = models.IntegerField()
    name = models.CharField(max_length=40)

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return self.name
