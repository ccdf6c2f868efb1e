"""The settings that django-simple-history's own runner passes to ``settings.configure()``."""

from runtests import get_default_settings

globals().update(get_default_settings())
