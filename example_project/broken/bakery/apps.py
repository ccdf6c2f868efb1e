from django.apps import AppConfig


class BakeryConfig(AppConfig):
    name = "example_project.broken.bakery"
