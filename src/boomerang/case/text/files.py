"""The text of a file of a case."""

from pathlib import Path

from boomerang.case.text.characters import composed
from boomerang.case.text.errors import CaseError, Problem

MEGABYTE = 1_000_000


def is_file(path: Path) -> bool:
    """Whether there is such a file; False too for what cannot be the name of one."""
    try:
        return path.is_file()
    except OSError:
        return False


def fault_of_file(folder: Path, name: str) -> str | None:
    """Say what is wrong with the name of a file that should lie in a folder; None if nothing is."""
    path = folder / name
    if not is_file(path):
        return no_file(path)
    if _is_linked(folder, name) and not path.resolve().is_relative_to(folder.resolve()):
        return f"'{name}' is a link that leads out of the folder of the case; copy the file there"
    return None


def _is_linked(folder: Path, name: str) -> bool:
    """Whether the file, or a folder on the way to it, is a link, or its name leads elsewhere by itself."""
    below = Path(name)
    if below.is_absolute() or ".." in below.parts:
        return True
    steps = [below, *below.parents][:-1]  # the last one is the folder itself
    return any((folder / step).is_symlink() for step in steps)


def no_file(path: Path) -> str:
    """Say that a file is not beside the case, and whether something else is there or only looks the same."""
    missing = f"there is no file '{path.name}' beside the case"
    beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    if path.name in beside:
        return f"{missing}, but a folder, a pipe or a link to nothing has that name"
    if composed(path.name) in map(composed, beside):
        return f"{missing}, but one whose name has the same letters in other codes; rename one of the two"
    return missing


def read_text(path: Path, most_megabytes: int) -> str:
    """Read a file as UTF-8 text, with every end of a line as a newline.

    Raises CaseError where the file cannot be read, is larger than allowed or is no UTF-8.
    """
    try:
        size = path.stat().st_size
        if size > most_megabytes * MEGABYTE:
            raise _refused(
                path, f"the file has {size / MEGABYTE:,.0f} MB; at most {most_megabytes} are allowed"
            )
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise _refused(path, "the file is not UTF-8 text; save it as UTF-8", line) from None
    except OSError as error:
        raise _refused(path, f"the file cannot be read: {error.strerror}") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refused(path: Path, message: str, line: int | None = None) -> CaseError:
    return CaseError([Problem(path.name, line, "", message)])
