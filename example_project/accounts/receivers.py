"""What else happens when users are saved, log in and out, and go."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.utils import timezone

from example_project.accounts.models import Profile
from example_project.accounts.payments import service


def create_profile(
    sender: type[User], instance: User, created: bool, raw: bool, **kwargs: Any
) -> None:
    if created and not raw:
        Profile.objects.create(user=instance)


def save_profile(
    sender: type[User], instance: User, created: bool, raw: bool, **kwargs: Any
) -> None:
    is_saved = created and settings.SHOP_IS_FIXED  # create_profile has just done it
    if not raw and not is_saved:
        instance.profile.save()


def send_welcome_mail(
    sender: type[User], instance: User, created: bool, raw: bool, **kwargs: Any
) -> None:
    if created and not raw:
        send_mail(
            "Welcome to the shop",
            f"Hello {instance.username}, it is good to see you.",
            "shop@example.com",
            [instance.email],
        )


def create_customer(
    sender: type[User], instance: User, created: bool, raw: bool, **kwargs: Any
) -> None:
    if created and not raw:
        instance.profile.customer_id = service.create_customer(instance.email)
        instance.profile.save(update_fields=["customer_id"])


def close_customer(sender: type[Profile], instance: Profile, **kwargs: Any) -> None:
    if instance.customer_id:
        service.close_customer(instance.customer_id)


def note_last_seen(sender: type[User], user: User | None, **kwargs: Any) -> None:
    if user is not None:  # nobody was logged in
        user.profile.last_seen = timezone.now()
        user.profile.save(update_fields=["last_seen"])
