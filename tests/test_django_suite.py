from tests import django_suite


def test_every_django_has_its_labels_and_pythons() -> None:
    options = django_suite.parser().parse_args(["--django", "5.2", "--labels", "dispatch"])
    assert (options.django, options.labels) == ("5.2", ["dispatch"])
    assert set(django_suite.PYTHONS) == {"5.2", "6.0", "6.1"}
    assert "asgi" in django_suite.parser().parse_args([]).labels
