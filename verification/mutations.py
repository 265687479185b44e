"""Small wrong changes of a file of source: a sign, a comparison, an end of an interval, a default.

for mutant in mutants_of("arrays.py", text):
wrong = mutant.applied(text)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
CALLED = {
    "min": "max",
    "minimum": "maximum",
    "argmin": "argmax",
    "any": "all",
    "floor": "ceil",
    "expm1": "exp",
    "log1p": "log",
    "mean": "median",
    "startswith": "endswith",
    "removeprefix": "removesuffix",
}
CALLED |= {other: name for name, other in CALLED.items()}
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Change = tuple[ast.stmt | ast.expr, str, str]  # what is replaced, the kind of change, the new text


@dataclass(frozen=True)
class Mutant:
    """One change: what stands between two places of a file's bytes becomes `after`.

    Attributes:
        lines: the first and the last of the statement that changes; None outside functions.
    """

    file: str
    line: int
    kind: str
    before: str
    after: str
    start: int
    end: int
    lines: tuple[int, int] | None

    def applied(self, text: str) -> str:
        """The whole file with the change."""
        content = text.encode()
        return (content[: self.start] + self.after.encode() + content[self.end :]).decode()

    def __str__(self) -> str:
        short = [" ".join(part.split()) for part in (self.before, self.after)]
        return f"{self.file}:{self.line} {self.kind}: {short[0]}  ->  {short[1]}"


def mutants_of(file: str, text: str) -> list[Mutant]:
    """Every change of a file, in the order in which they stand in it."""
    lines = text.encode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    found = []
    for whole, statement, inside in _places(ast.parse(text), None, inside=False):
        span = _span(statement) if inside else None
        for node, kind, after in _changes(whole):
            start = starts[node.lineno - 1] + node.col_offset
            end = starts[node.end_lineno - 1] + node.end_col_offset
            before = text.encode()[start:end].decode()
            found.append(Mutant(file, node.lineno, kind, before, after, start, end, span))
    return sorted(found, key=lambda mutant: (mutant.start, mutant.end))


def _span(statement: ast.stmt) -> tuple[int, int]:
    """Its lines; of a statement that holds others, those before them."""
    body = getattr(statement, "body", None)
    last = body[0].lineno - 1 if body else statement.end_lineno
    return statement.lineno, max(statement.lineno, last or statement.lineno)


def _places(node: ast.AST, statement: ast.stmt | None, *, inside: bool) -> Iterator[tuple]:
    """Every node that may change, with its statement, and whether that stands in a function."""
    if isinstance(node, ast.stmt):
        statement = node
    if isinstance(node, ast.stmt | ast.expr):
        yield node, statement, inside
    skipped = _never(node)
    for name, value in ast.iter_fields(node):
        if name in skipped:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                body = isinstance(node, Function) and name == "body"
                yield from _places(child, statement, inside=inside or body)


def _never(node: ast.AST) -> tuple[str, ...]:
    """Fields that no test can see: types, decorators, imports for types, guards of `zip`.

    Nodes in f-strings have no place of their own before Python 3.12.
    """
    if isinstance(node, ast.JoinedStr):
        return ("values",)
    if isinstance(node, ast.keyword) and node.arg == "strict":
        return ("value",)
    if _is_for_types(node):
        return ("test", "body")
    return ("annotation", "returns", "decorator_list", "slice" if _is_type(node) else "")


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _is_type(node: ast.AST) -> bool:
    """Whether this is a type with arguments, such as list[int]."""
    return isinstance(node, ast.Subscript) and ast.unparse(node.value) in ("list", "dict", "tuple", "set")


def _changes(node: ast.stmt | ast.expr) -> Iterator[Change]:
    """What may be changed at a node."""
    for kind, after in [*_operators(node), *_parts(node), *_statements(node), *_filters(node)]:
        yield node, kind, after
    if isinstance(node, ast.If | ast.While) and not _is_for_types(
        node
    ):  # the condition alone; the rest stays on its lines
        # The condition alone is replaced; what it governs stays on its lines.
        yield node.test, "never", "False"
        yield node.test, "negated", f"(not ({ast.unparse(node.test)}))"


def _operators(node: ast.stmt | ast.expr) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Compare(ops=[operator]):
            for other in COMPARED[type(operator)]:
                yield "comparison", _with(node, ops=[other()])
        case ast.BoolOp(op=operator):
            yield "and/or", _with(node, op=ast.And() if isinstance(operator, ast.Or) else ast.Or())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not", f"({ast.unparse(operand)})"
        case ast.UnaryOp(op=ast.USub() | ast.Invert(), operand=operand):
            yield "sign", f"({ast.unparse(operand)})"
        case ast.BinOp(op=operator) if type(operator) in COMPUTED and not _is_text(node):
            yield "arithmetic", _with(node, op=COMPUTED[type(operator)]())
        case ast.AugAssign(op=operator) if type(operator) in COMPUTED:
            yield "arithmetic", _with(node, op=COMPUTED[type(operator)]())


def _parts(node: ast.stmt | ast.expr) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Constant(value=value):
            yield from (("constant", repr(other)) for other in _other_constants(value))
        case ast.Dict(keys=[_, _, *_]):
            last = len(node.keys) - 1
            yield "entry dropped", _with(node, keys=node.keys[:last], values=node.values[:last])
        case ast.List(elts=[_, _, *_]) | ast.Set(elts=[_, _, *_]):
            yield "entry dropped", _with(node, elts=node.elts[:-1])
        case ast.Lambda(body=ast.Tuple(elts=[one, other, *more])):
            yield "key", _with(node, body=ast.Tuple([other, one, *more], ast.Load()))
        case ast.IfExp():
            yield "branches swapped", _with(node, body=node.orelse, orelse=node.body)
        case ast.Call():
            yield from _calls(node)


def _calls(node: ast.Call) -> Iterator[tuple[str, str]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in CALLED:
        other = deepcopy(node.func)
        setattr(other, "attr" if isinstance(other, ast.Attribute) else "id", CALLED[name])
        yield "function", _with(node, func=other)
    elif len(node.args) >= 2 and type(node.args[0]) is type(node.args[1]) and name != "zip":
        one, two, *more = node.args
        yield "arguments swapped", _with(node, args=[two, one, *more])
    for keyword in node.keywords:
        if keyword.arg in ("key", "default", "reverse", "axis"):
            yield "argument dropped", _with(node, keywords=[k for k in node.keywords if k is not keyword])


def _statements(node: ast.stmt | ast.expr) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Expr(value=ast.Call()) | ast.Continue():
            yield "statement dropped", "pass"


def _filters(node: ast.stmt | ast.expr) -> Iterator[tuple[str, str]]:
    if not isinstance(node, ast.ListComp | ast.DictComp | ast.SetComp | ast.GeneratorExp):
        return
    first, *more = node.generators
    if first.ifs:
        negated: list[ast.expr] = [ast.UnaryOp(ast.Not(), first.ifs[0]), *first.ifs[1:]]
        for kind, kept in (("filter negated", negated), ("filter dropped", first.ifs[1:])):
            changed = ast.comprehension(first.target, first.iter, kept, first.is_async)
            yield kind, _with(node, generators=[changed, *more])


def _other_constants(value: object) -> list[object]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [1] if value == 0 else [0, 2] if value == 1 else [value + 1]
    if isinstance(value, float):
        return [1 - value] if 0 < value < 1 and value != 0.5 else [value + 1]
    return []


def _is_text(node: ast.BinOp) -> bool:
    """Whether strings or lists are put together, where every other operator fails."""
    sides = (node.left, node.right)
    return any(isinstance(side, ast.JoinedStr | ast.List) for side in sides) or any(
        isinstance(side, ast.Constant) and isinstance(side.value, str) for side in sides
    )


def _with(node: ast.AST, **fields: object) -> str:
    """The text of a node with other fields."""
    changed = deepcopy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    text = ast.unparse(ast.fix_missing_locations(changed))
    return text if isinstance(node, ast.stmt) else f"({text})"
