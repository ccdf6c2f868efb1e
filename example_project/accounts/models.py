from django.conf import settings
from django.db import models


class Profile(models.Model):
    """What the shop knows of a user."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile"
    )
    customer_id = models.CharField(max_length=40, blank=True)  # at the payment service
    last_seen = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Profile {self.pk}"
