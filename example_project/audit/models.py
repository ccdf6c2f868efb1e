from django.db import models


class AuditEntry(models.Model):
    """One change of one row of the shop."""

    at = models.DateTimeField(auto_now_add=True)
    action = models.CharField(max_length=10)  # "created", "changed" or "deleted"
    model = models.CharField(max_length=100)  # "orders.Order"
    key = models.CharField(max_length=100)

    class Meta:
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.model} {self.key} {self.action}"
