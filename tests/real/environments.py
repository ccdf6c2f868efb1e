"""Where a project is installed, and where its tests run. All of it is kept in `.venv-real`."""

from pathlib import Path

from example_project.bootstrap import ROOT, SetupError, prepare
from tests.real.project import Project, Source
from tests.suites.sources import choose_python, fetch, install

FOLDER = ROOT / ".venv-real"
INSIDE = Path(__file__).parent / "inside"


def set_up(project: Project) -> tuple[Path, Path]:
    """Return the Python of the project's environment, and the folder that its tests run in."""
    series, base = choose_python(project.pythons)
    home = FOLDER / project.name
    wanted = ["pip>=25.1", "--editable", ".", *project.requirements]
    python = prepare(home / f"python{series}", base, wanted)
    if project.source is None:
        return python, INSIDE
    return python, unpacked(python, project.source, home / "source") / project.source.folder


def unpacked(python: Path, source: Source, folder: Path) -> Path:
    """Return the folder of the source, which is downloaded once."""
    version = source.requirement.replace("-", "_").replace("==", "-")
    wanted = folder / version
    if wanted.is_dir():
        return wanted
    options = []
    if source.built_with:
        if not install(python, *source.built_with):
            raise SetupError(f"{' and '.join(source.built_with)} could not be installed.")
        options = ["--no-build-isolation"]
    made = fetch(python, source.requirement, folder, parts=source.parts, options=options)
    if made != wanted:
        raise SetupError(f"The source of {source.requirement} has the name {made.name}.")
    return wanted
