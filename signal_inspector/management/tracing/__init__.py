"""What ``signaltrace`` records, and how it tells of it.

``command``, ``request`` and ``saving`` each make a ``Run``: something to do under the recorder.
"""
