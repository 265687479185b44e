"""Nothing grows too large to be seen at a glance, and a name of a class means one thing."""

from collections import Counter
from pathlib import Path
from statistics import median

from source import Package, body_lines, lines_of

MOST_LINES = 350  # of a file
MOST_OF_A_FUNCTION = 50  # from `def` to the end, signature and docstring included
MEDIAN = 7  # lines of a function's body, without docstring, comments and blank lines

# What may be longer, and why.
LONG_FUNCTIONS: dict[str, str] = {}
SHARED_NAMES: dict[str, str] = {}


def long_files(package: Package, most: int = MOST_LINES) -> dict[str, int]:
    sizes = {module: len(text.splitlines()) for module, text in package.texts.items()}
    return {module: size for module, size in sizes.items() if size > most}


def long_functions(package: Package, most: int = MOST_OF_A_FUNCTION) -> dict[str, int]:
    sizes = {name: lines_of(function) for name, function in package.functions().items()}
    return {name: size for name, size in sizes.items() if size > most}


def median_body(package: Package) -> float:
    functions = package.functions().items()
    return median(body_lines(function, package.texts[name.split(":")[0]]) for name, function in functions)


def shared_names(package: Package) -> dict[str, list[str]]:
    """Names of classes that more than one class has, with their modules."""
    counts = Counter(name for name, _ in package.classes())
    return {
        name: [module for other, module in package.classes() if other == name]
        for name, count in counts.items()
        if count > 1
    }


def test_no_file_is_too_long(house: Package) -> None:
    found = long_files(house)
    assert not found, found


def test_no_function_is_too_long_without_a_reason(house: Package) -> None:
    assert set(long_functions(house)) == set(LONG_FUNCTIONS), long_functions(house)


def test_most_functions_are_short(house: Package) -> None:
    assert median_body(house) <= MEDIAN


def test_a_name_belongs_to_one_class(house: Package) -> None:
    assert set(shared_names(house)) == set(SHARED_NAMES), shared_names(house)


# What follows shows that each of these checks can fail.

TEXT = '''"""A file of twenty lines."""


class Part:
    """A part."""

    def method(
        self,
    ) -> None:
        """What it does."""

        # Why it does so.
        if self:

            def inner(): return 1
            return inner(
            )


class Other: pass
'''


def written(folder: Path, **texts: str) -> Package:
    """A package of these files."""
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text)
    return Package.read(folder)


def test_a_long_file_is_found(tmp_path: Path) -> None:
    assert long_files(written(tmp_path, a=TEXT, b=""), 19) == {"a": 20}
    assert long_files(written(tmp_path, a=TEXT, b=""), 20) == {}


def test_a_long_function_is_found(tmp_path: Path) -> None:
    assert long_functions(written(tmp_path, a=TEXT), 10) == {"a:Part.method": 11}
    assert long_functions(written(tmp_path, a=TEXT), 11) == {}


def test_lines_of_a_body_are_those_that_do_something(tmp_path: Path) -> None:
    package = written(tmp_path, a=TEXT)
    bodies = {name: body_lines(function, TEXT) for name, function in package.functions().items()}
    assert bodies == {"a:Part.method": 4, "a:Part.method.inner": 1}
    assert median_body(package) == 2.5


def test_a_name_of_two_classes_is_found(tmp_path: Path) -> None:
    package = written(tmp_path, a=TEXT, b="def late():\n    class Part: pass\nclass Own: pass")
    assert shared_names(package) == {"Part": ["a", "b"]}
