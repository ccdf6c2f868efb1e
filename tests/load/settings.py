"""Settings of the site that is put under load: every request is recorded and judged."""

ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
DEBUG = True  # arguments are recorded only then
INSTALLED_APPS = ["signal_inspector"]
LOGGING = {"version": 1, "disable_existing_loggers": True}
MIDDLEWARE = ["signal_inspector.middleware.SignalInspectorMiddleware"]
ROOT_URLCONF = "tests.load.site"
SECRET_KEY = "of a test"
SIGNAL_INSPECTOR = {"REQUEST_PATHS": ["/place/*", "/aplace/*"], "SINK": "tests.load.judge.judge"}
