"""A customer for scenarios that need one."""

from django.contrib.auth.models import User

from example_project.accounts.models import Profile


def newest_customer() -> User:
    """In an empty database one made by bulk calls: no receiver runs before the scenario does."""
    customer = User.objects.order_by("pk").last()
    if customer is None:
        [customer] = User.objects.bulk_create([User(username="ada", email="ada@example.com")])
        Profile.objects.bulk_create([Profile(user=customer)])
    return customer
