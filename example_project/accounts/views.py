"""Customers sign up, log in, log out and go."""

import secrets

from django.contrib.auth import login, logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

from example_project.accounts.samples import newest_customer
from example_project.pages import scenario_page


def sign_up(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return scenario_page(request)
    name = f"guest-{secrets.token_hex(3)}"
    user = User.objects.create_user(username=name, email=f"{name}@example.com")
    return scenario_page(request, f"The account {user.username} exists.")


def log_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return scenario_page(request)
    customer = newest_customer()
    login(request, customer)
    return scenario_page(request, f"{customer.username} is logged in.")


def log_out(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return scenario_page(request)
    name = request.user.get_username() or "Nobody"
    logout(request)
    return scenario_page(request, f"{name} was logged in, and is so no more.")


def close_account(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return scenario_page(request)
    customer = newest_customer()
    customer.delete()
    return scenario_page(request, f"The account {customer.username} is gone.")
