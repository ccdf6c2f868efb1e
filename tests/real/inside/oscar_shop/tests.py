"""A customer goes through a shop of django-oscar; each of oscar's own signals is sent."""

from decimal import Decimal
from io import BytesIO

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import TestCase
from django.urls import reverse
from oscar.core.loading import get_model
from oscar.test import factories
from PIL import Image

Category = get_model("catalogue", "Category")
ConditionalOffer = get_model("offer", "ConditionalOffer")
Order = get_model("order", "Order")
Product = get_model("catalogue", "Product")
ProductAlert = get_model("customer", "ProductAlert")
ProductImage = get_model("catalogue", "ProductImage")
ProductRecord = get_model("analytics", "ProductRecord")
StockAlert = get_model("partner", "StockAlert")
UserRecord = get_model("analytics", "UserRecord")
UserSearch = get_model("analytics", "UserSearch")
VoucherApplication = get_model("voucher", "VoucherApplication")


def picture():
    file = BytesIO()
    Image.new("RGB", (1, 1)).save(file, "JPEG")
    return ContentFile(file.getvalue())


class CustomerTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.customer = get_user_model().objects.create_user(
            "customer", "customer@example.com", "a good password"
        )
        cls.product = factories.create_product(
            title="A lamp", price=Decimal("10.00"), num_in_stock=20
        )
        default_storage.save(settings.OSCAR_MISSING_IMAGE_URL, picture())
        cls.country = factories.CountryFactory(iso_3166_1_a2="GB", is_shipping_country=True)

    def setUp(self):
        self.client.login(username="customer@example.com", password="a good password")

    def post(self, name, data=None, **places):
        return self.client.post(reverse(name, kwargs=places), data or {}, follow=True)

    def buy(self, quantity=2):
        self.post("basket:add", {"quantity": quantity}, pk=self.product.pk)
        address = {
            "first_name": "A",
            "last_name": "Customer",
            "line1": "1 High Street",
            "line4": "Bath",
            "postcode": "BA1 1AA",
            "country": self.country.pk,
        }
        self.client.get(reverse("checkout:index"), follow=True)
        self.post("checkout:shipping-address", address)
        self.client.get(reverse("checkout:shipping-method"), follow=True)
        return self.post("checkout:preview", {"action": "place_order"})

    def test_who_registers_is_logged_in_and_welcomed(self):
        self.client.logout()
        self.post(
            "customer:register",
            {
                "email": "new@example.com",
                "password1": "another good password",
                "password2": "another good password",
            },
        )
        user = get_user_model().objects.get(email="new@example.com")
        assert self.client.session["_auth_user_id"] == str(user.pk)
        assert [each.to for each in mail.outbox] == [["new@example.com"]]

    def test_a_view_of_a_product_is_counted(self):
        for _ in range(3):
            response = self.client.get(self.product.get_absolute_url())
        assert ProductRecord.objects.get().num_views == 3
        assert UserRecord.objects.get().num_product_views == 3
        assert "oscar_history" in response.cookies

    def test_a_search_is_kept(self):
        self.client.get(reverse("search:search"), {"q": "lamp"})
        assert UserSearch.objects.get().query == "lamp"

    def test_an_order_is_placed_and_counted(self):
        for number in (1, 2):
            response = self.buy()
            self.assertContains(response, Order.objects.latest("pk").number)
            assert UserRecord.objects.get().num_orders == number
        assert ProductRecord.objects.get().num_purchases == 4
        assert len(mail.outbox) == 2

    def test_a_voucher_comes_and_goes(self):
        voucher = factories.create_voucher(code="LAMPS")
        self.post("basket:add", {"quantity": 1}, pk=self.product.pk)
        self.post("basket:vouchers-add", {"code": "LAMPS"})
        voucher.refresh_from_db()
        assert voucher.num_basket_additions == 1
        self.post("basket:vouchers-remove", pk=voucher.pk)
        voucher.refresh_from_db()
        assert voucher.num_basket_additions == 0

    def test_the_status_of_an_order_is_that_of_its_lines(self):
        self.buy()
        order = Order.objects.get()
        order.set_status("sent")
        assert {line.status for line in order.lines.all()} == {"sent"}
        assert order.status_changes.get().new_status == "sent"

    def test_a_review_is_rated(self):
        self.post(
            "catalogue:reviews-add",
            {"title": "Bright", "score": 4, "body": "It shines."},
            product_slug=self.product.slug,
            product_pk=self.product.pk,
        )
        self.product.refresh_from_db()
        assert self.product.rating == 4

    def test_who_waits_for_a_product_is_told(self):
        record = self.product.stockrecords.get()
        record.num_in_stock = 0
        record.save()
        ProductAlert.objects.create(
            user=self.customer, product=self.product, status=ProductAlert.ACTIVE
        )
        record.num_in_stock = 9
        record.save()
        assert len(mail.outbox) == 1

    def test_a_low_stock_is_told_once(self):
        record = self.product.stockrecords.get()
        record.low_stock_threshold = 5
        for number in (4, 3):
            record.num_in_stock = number
            record.save()
        assert StockAlert.objects.filter(status=StockAlert.OPEN).count() == 1

    def test_what_is_below_a_hidden_category_is_hidden(self):
        root = Category.add_root(name="Home")
        leaf = root.add_child(name="Lamps").add_child(name="Desk")
        root.refresh_from_db()
        root.is_public = False
        root.save()
        leaf.refresh_from_db()
        assert not leaf.ancestors_are_public

    def test_the_file_of_a_deleted_image_goes(self):
        image = ProductImage(product=self.product)
        image.original.save("lamp.jpg", picture())
        name, storage = image.original.name, image.original.storage
        assert storage.exists(name)
        with self.captureOnCommitCallbacks(execute=True):
            image.delete()
        assert not storage.exists(name)

    def test_a_deleted_offer_takes_its_condition_along(self):
        offer = factories.create_offer()
        condition = offer.condition
        offer.delete()
        assert not type(condition).objects.filter(pk=condition.pk).exists()
