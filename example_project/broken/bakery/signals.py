from django.dispatch import Signal

oven_opened = Signal()
bread_sold = Signal()
