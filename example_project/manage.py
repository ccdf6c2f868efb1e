"""Django's commands for the example: `python3 -m example_project.manage COMMAND`.

Started in the repository, it sets itself up like `python3 -m example_project`.
"""

import os
import sys

from example_project.bootstrap import enter


def main() -> None:
    enter("example_project.manage")
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example_project.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
