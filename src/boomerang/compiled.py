"""How the kernels are compiled, and how they are handed their arrays.

Kernels take groups of arrays by reference (numba's structref). Handing over a named tuple instead would copy hundreds of fields
at every call, and compile a hundred times slower.
"""

from __future__ import annotations

from functools import partial
from typing import Any, TypeAlias

import numba
import numpy as np
from numba import config, types
from numba.core.extending import overload
from numba.experimental import structref
from numba.np.numpy_support import as_dtype
from numpy.typing import NDArray

# No fast-math: results are the same bytes everywhere. error_model "numpy" drops the checks for division by zero, which no kernel
# can meet; nogil lets threads run countries side by side; the cache spares every later process the compilation.
kernel: Any = partial(numba.njit, cache=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True)
inner: Any = partial(kernel, no_cpython_wrapper=True)  # called by kernels only: half the work to compile
inlined: Any = partial(kernel, inline="always")

Ints: TypeAlias = NDArray[np.int64]
Ints2: TypeAlias = NDArray[np.int64]
Small: TypeAlias = NDArray[np.int32]
Small2: TypeAlias = NDArray[np.int32]
Small3: TypeAlias = NDArray[np.int32]
Words: TypeAlias = NDArray[np.uint64]
Words2: TypeAlias = NDArray[np.uint64]
Floats: TypeAlias = NDArray[np.float64]
Floats2: TypeAlias = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.float32]
Singles2: TypeAlias = NDArray[np.float32]
Singles3: TypeAlias = NDArray[np.float32]
Flags: TypeAlias = NDArray[np.bool_]
Flags2: TypeAlias = NDArray[np.bool_]

_ELEMENTS = {
    "Ints": types.int64,
    "Small": types.int32,
    "Words": types.uint64,
    "Floats": types.float64,
    "Singles": types.float32,
    "Flags": types.boolean,
}
_SCALARS = {"int": types.int64, "float": types.float64, "bool": types.boolean}
_reference_types: dict[str, Any] = {}


def by_reference(fields: type) -> type:
    """Class decorator: let kernels take a NamedTuple of arrays by reference, once `bind` has made one.

    The annotations (`Ints`, `Floats2` ...) give element type and number of dimensions; a nested class gives a reference to it.
    """

    class Reference(types.StructRef):
        def preprocess_fields(self, pairs: Any) -> Any:
            return tuple((name, types.unliteral(kind)) for name, kind in pairs)

    Reference.__name__ = Reference.__qualname__ = f"{fields.__name__}Reference"
    structref.register(Reference)
    structref.define_boxing(Reference, structref.StructRefProxy)
    pairs = [(name, _field_type(text)) for name, text in _annotations(fields).items()]
    _reference_types[fields.__name__] = Reference(pairs)
    return fields


def _annotations(fields: type) -> dict[str, str]:
    """The annotations as they are written."""
    return {name: getattr(given, "__forward_arg__", given) for name, given in fields.__annotations__.items()}


def _field_type(text: str) -> Any:
    if text in _SCALARS:
        return _SCALARS[text]
    if text in _reference_types:
        return _reference_types[text]
    name = text.rstrip("23")
    return types.Array(_ELEMENTS[name], int(text[len(name) :] or 1), "C")


def bind(fields: Any) -> Any:
    """The reference that kernels take for a NamedTuple of a class marked with `by_reference`, nested ones included."""
    if config.DISABLE_JIT:
        return fields
    values = [_bound(value, text) for value, text in zip(fields, _annotations(type(fields)).values(), strict=True)]
    return _pack(fields._make(values))


def _bound(value: Any, text: str) -> Any:
    if text in _reference_types:
        return bind(value)
    if text in _SCALARS:
        return {"int": int, "float": float, "bool": bool}[text](value)
    return np.ascontiguousarray(value, as_dtype(_field_type(text).dtype))


def _refer(fields):  # type: ignore[no-untyped-def]
    """Make the reference inside a kernel; `_refer_in_kernel` is its body."""
    raise NotImplementedError


@overload(_refer)
def _refer_in_kernel(fields):  # type: ignore[no-untyped-def]
    names = fields.fields
    scope = {"new": structref.new, "kind": _reference_types[fields.instance_class.__name__]}
    lines = ["def body(fields):", "    reference = new(kind)"]
    lines += [f"    reference.{name} = fields.{name}" for name in names]
    exec("\n".join([*lines, "    return reference"]), scope)
    return scope["body"]


@kernel
def _pack(fields):
    return _refer(fields)
