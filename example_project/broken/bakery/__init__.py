"""An app whose modules have problems. It is not installed, but for the tests of the docs."""
