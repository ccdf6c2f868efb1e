"""Views for requests that are traced."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path


def echo(request):
    asked = [request.method, request.GET.urlencode(), request.body.decode(), request.content_type]
    user = request.user.username if request.user.is_authenticated else None
    print(*asked, user)  # noqa: T201 - the test looks at it
    return HttpResponse()


def host(request):
    print(request.get_host())  # noqa: T201 - the test looks at it
    return HttpResponse()


urlpatterns = [
    path("gone/", lambda request: HttpResponse(status=499)),
    path("secure/", lambda request: HttpResponse(status=200 if request.is_secure() else 400)),
    path("host/", host),
    path("echo/", echo),
    path("broken/", lambda request: 1 / 0),
    path("moved/", lambda request: redirect("/echo/")),
]
