"""The settings that REAL_SETTINGS names, of a project, with signal_inspector installed."""

import importlib
import os

_theirs = vars(importlib.import_module(os.environ["REAL_SETTINGS"]))
globals().update({name: value for name, value in _theirs.items() if name.isupper()})
INSTALLED_APPS = ["signal_inspector", *_theirs["INSTALLED_APPS"]]
DEBUG = False  # as while tests run; with it some have URLs of the toolbar, if it is installed
