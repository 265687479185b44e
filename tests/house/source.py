"""What the source of a package says about itself, read without importing it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = Function | ast.ClassDef | ast.Module


@dataclass(frozen=True)
class Import:
    """A module imports another; both are dotted names without that of the package."""

    module: str
    target: str
    line: int

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


@dataclass(frozen=True)
class Package:
    """All modules of a package, by dotted name; the package's own file is "__init__".

    Attributes:
        texts: of the files; trees: what they say.
        rooms: the room of each module: its folder, or at the top the file itself.
    """

    name: str
    texts: dict[str, str] = field(repr=False)
    trees: dict[str, ast.Module] = field(repr=False)
    rooms: dict[str, str] = field(repr=False)

    @classmethod
    def read(cls, folder: Path) -> "Package":
        """The package in a folder."""
        files = {_module(folder, file): file for file in sorted(folder.rglob("*.py"))}
        texts = {module: file.read_text("utf-8") for module, file in files.items()}
        return cls(
            name=folder.name,
            texts=texts,
            trees={module: ast.parse(text) for module, text in texts.items()},
            rooms={module: _room(folder, module, file) for module, file in files.items()},
        )

    def imports(self) -> list[Import]:
        """What the modules import of each other: at the top, inside functions and for types only."""
        found = (
            Import(module, target, node.lineno)
            for module, node in self._statements()
            for target in self._targets(node)
            if target != module
        )
        return list(dict.fromkeys(found))

    def relative_imports(self) -> list[str]:
        """Where a name is imported that begins with a dot."""
        return [
            f"{module}:{node.lineno}"
            for module, node in self._statements()
            if isinstance(node, ast.ImportFrom) and node.level > 0
        ]

    def functions(self) -> dict[str, Function]:
        """All functions and methods by "module:name", those inside functions too."""
        return {
            f"{module}:{name}": node
            for module, tree in self.trees.items()
            for name, node in _named(tree, "")
            if isinstance(node, Function)
        }

    def classes(self) -> list[tuple[str, str]]:
        """Name and module of every class."""
        return [
            (node.name, module)
            for module, tree in self.trees.items()
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef)
        ]

    def _statements(self) -> Iterator[tuple[str, ast.Import | ast.ImportFrom]]:
        for module, tree in self.trees.items():
            for node in ast.walk(tree):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield module, node

    def _targets(self, node: ast.Import | ast.ImportFrom) -> Iterator[str]:
        """The modules that a statement imports: in `from package.a import b`, a.b if that is one, else a."""
        before = "" if isinstance(node, ast.Import) else f"{node.module}."
        for alias in node.names:
            package, _, name = f"{before}{alias.name}".partition(".")
            if package == self.name:
                yield name if name in self.trees else name.rpartition(".")[0] or "__init__"


def _module(folder: Path, file: Path) -> str:
    parts = file.relative_to(folder).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and parts[:-1] else parts)


def _room(folder: Path, module: str, file: Path) -> str:
    return ".".join(file.parent.relative_to(folder).parts) or module


def _named(node: ast.AST, before: str) -> Iterator[tuple[str, ast.AST]]:
    """Everything inside a node, with the dotted name of the function or class that it is or stands in."""
    for child in ast.iter_child_nodes(node):
        name = f"{before}{child.name}" if isinstance(child, Function | ast.ClassDef) else before
        yield name, child
        yield from _named(child, f"{name}." if name != before else before)


def lines_of(function: Function) -> int:
    """All lines of a function, from `def` to its end."""
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def body_lines(function: Function, text: str) -> int:
    """Lines of a function's body, without docstring, comments and blank lines."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    if not body:
        return 0
    end = body[-1].end_lineno
    lines = (line.strip() for line in text.splitlines()[body[0].lineno - 1 : end])
    return sum(1 for line in lines if line and not line.startswith("#"))
