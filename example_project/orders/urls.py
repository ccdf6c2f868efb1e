from django.urls import path

from example_project.orders import views

urlpatterns = [
    path("place/", views.place_order, name="place-order"),
    path("tag/", views.tag_order, name="tag-order"),
    path("quote-delivery/", views.quote_delivery, name="quote-delivery"),
    path("ship/", views.ship_order, name="ship-order"),
    path("import/", views.import_orders, name="import-orders"),
    path("cancel/", views.cancel_order, name="cancel-order"),
]
