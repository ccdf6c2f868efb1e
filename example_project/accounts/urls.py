from django.urls import path

from example_project.accounts import views

urlpatterns = [
    path("sign-up/", views.sign_up, name="sign-up"),
    path("log-in/", views.log_in, name="log-in"),
    path("log-out/", views.log_out, name="log-out"),
    path("close/", views.close_account, name="close-account"),
]
