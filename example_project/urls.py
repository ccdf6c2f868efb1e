"""The front page, one page for each scenario and problem, and the toolbar."""

from debug_toolbar.toolbar import debug_toolbar_urls
from django.urls import include, path

from example_project.broken.views import problem_page
from example_project.pages import front_page

urlpatterns = [
    path("", front_page, name="front"),
    path("accounts/", include("example_project.accounts.urls")),
    path("orders/", include("example_project.orders.urls")),
    path("problems/<slug:slug>/", problem_page, name="problem"),
    *debug_toolbar_urls(),
]
