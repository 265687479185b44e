"""How the kernels are compiled, and how they are handed their arrays.

Kernels take whole groups of arrays as a `Reference`: the address of a table of array descriptors, with a
numba type of its own. Handing over a named tuple instead would copy hundreds of fields at every call and
compile a hundred times slower, and a reference-counted structure would count at every access.
"""

from __future__ import annotations

from ctypes import addressof, c_char
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import config
from numba.core.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_jitable,
    register_model,
    typeof_impl,
    unbox,
)
from numba.core.typing.templates import AttributeTemplate
from numba.np.arrayobj import make_array, populate_array
from numba.np.numpy_support import as_dtype
from numpy.typing import NDArray

from boomerang.digests import digest_of
from boomerang.kernels.cache import cached
from boomerang.kernels.unwrapped import Unwrapped

# No fast-math: results are the same bytes everywhere. error_model "numpy" drops the checks for division by
# zero, which no kernel can meet; nogil lets threads run countries side by side; the cache spares every
# later process the compilation. Kernels allocate nothing, so they do without numba's reference counts
# (_nrt).
_SAME: dict[str, Any] = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
kernel: Any = cached(**_SAME, _nrt=False)
inner: Any = partial(  # called by kernels only: half the work to compile
    numba.njit, **_SAME, _nrt=False, no_cpython_wrapper=True
)
either: Any = register_jitable  # called by kernels, and by Python as it stands
allocating: Any = cached(**_SAME)

_ELEMENTS = {
    "Ints": types.int64,
    "Small": types.int32,
    "Words": types.uint64,
    "Floats": types.float64,
    "Singles": types.float32,
    "Flags": types.boolean,
}
_SCALARS = {"int": types.int64, "float": types.float64, "bool": types.boolean}
_layouts: dict[str, dict[str, tuple[Any, int]]] = {}  # class name -> field -> (numba type, first word)
_words: dict[str, list[tuple[bool, Any]]] = {}  # class name -> for each field, as `_word` gives it
_sizes: dict[str, int] = {}  # class name -> how many words
_NOTHING = c_char * 0


@dataclass(frozen=True)
class Reference:
    """A group of arrays as kernels see it: `words` holds the descriptors, `kept` keeps the arrays alive.

    In the place of a number, `kept` holds None.
    """

    layout: str
    words: NDArray[np.int64]
    kept: list[Any]

    @property
    def address(self) -> int:
        """Where the descriptors lie."""
        return _address_of(self.words)


def _address_of(array: NDArray[Any]) -> int:
    """Where the memory of an array lies; `array.ctypes` describes all of it and takes five times as long."""
    if array.flags.writeable:
        return addressof(_NOTHING.from_buffer(array))  # type: ignore[arg-type]
    return int(array.ctypes.data)


@cache
def _sources() -> str:
    """A digest of all kernels: numba's cache looks only at the file of a function, not at those it calls."""
    folder = Path(__file__).parents[1]
    parts = ("kernels/compiled.py", "kernels/unwrapped.py", "engine/*.py", "population/*.py")
    files = [file for part in parts for file in sorted(folder.glob(part))]
    return digest_of(*(file.read_bytes() for file in files))[:16]


class ReferenceType(types.Type):
    """The numba type of a Reference; its name, with the sources of all kernels, is in the cache's key."""

    def __init__(self, layout: str) -> None:
        self.layout = layout
        super().__init__(name=f"Reference({layout}, {_sources()})")


@register_model(ReferenceType)
class _ReferenceModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, ir.IntType(64))


@typeof_impl.register(Reference)
def _typeof_reference(value: Reference, _: Any) -> ReferenceType:
    return _type_of(value.layout)


@cache
def _type_of(layout: str) -> ReferenceType:
    return ReferenceType(layout)


@unbox(ReferenceType)
def _unbox_reference(kind: Any, given: Any, context: Any) -> NativeValue:
    address = context.pyapi.object_getattr_string(given, "address")
    value = context.pyapi.long_as_longlong(address)
    context.pyapi.decref(address)
    return NativeValue(value)


@infer_getattr
class _ReferenceFields(AttributeTemplate):
    key = ReferenceType

    def generic_resolve(self, kind: Any, name: str) -> Any:  # type: ignore[override]
        return _layouts[kind.layout][name][0]


@lower_getattr_generic(ReferenceType)
def _field(context: Any, builder: Any, kind: Any, address: Any, name: str) -> Any:
    """Load a field. A descriptor never changes during a call, so its loads may be hoisted out of loops."""
    field, first = _layouts[kind.layout][name]

    def word(number: int, wanted: Any) -> Any:
        place = builder.add(address, ir.Constant(ir.IntType(64), 8 * (first + number)))
        load = builder.load(builder.inttoptr(place, wanted.as_pointer()))
        load.set_metadata("invariant.load", builder.module.add_metadata([]))
        return load

    integer = ir.IntType(64)
    if isinstance(field, ReferenceType):
        return word(0, integer)
    if field == types.boolean:
        return builder.icmp_signed("!=", word(0, integer), ir.Constant(integer, 0))
    if not isinstance(field, types.Array):
        return word(0, context.get_value_type(field))
    array = make_array(field)(context, builder)
    size = context.get_abi_sizeof(context.get_data_type(field.dtype))
    populate_array(
        array,
        data=word(0, context.get_data_type(field.dtype).as_pointer()),
        shape=[word(1 + d, integer) for d in range(field.ndim)],
        strides=[word(1 + field.ndim + d, integer) for d in range(field.ndim)],
        itemsize=context.get_constant(types.intp, size),
        meminfo=None,
    )
    return array._getvalue()


def by_reference(fields: type) -> type:
    """Class decorator: let kernels take a NamedTuple of arrays by reference, once `bind` has made one.

    The annotations (`Ints`, `Floats2` ...) give element type and number of dimensions; a nested class gives
    a reference to it.
    """
    layout, first = {}, 0
    for name, text in _annotations(fields).items():
        kind = _field_type(text)
        layout[name] = (kind, first)
        first += 1 + 2 * kind.ndim if isinstance(kind, types.Array) else 1
    _layouts[fields.__name__] = layout
    _words[fields.__name__] = [_word(kind) for kind, _ in layout.values()]
    _sizes[fields.__name__] = first
    return fields


def element_types(fields: type) -> dict[str, np.dtype[Any]]:
    """The element type of each array of a NamedTuple marked with `by_reference`."""
    of = zip(_layouts[fields.__name__], _words[fields.__name__], strict=True)
    return {name: element for name, (is_array, element) in of if is_array}


def _word(kind: Any) -> tuple[bool, Any]:
    """Whether a field is an array, and the type of its elements or its own; None for a reference."""
    if isinstance(kind, ReferenceType):
        return False, None
    if isinstance(kind, types.Array):
        return True, as_dtype(kind.dtype)
    return False, np.dtype(np.float64 if kind == types.float64 else np.int64)


def _annotations(fields: type) -> dict[str, str]:
    """The annotations as they are written."""
    return {
        name: str(getattr(given, "__forward_arg__", given)) for name, given in fields.__annotations__.items()
    }


def _field_type(text: str) -> Any:
    if text in _SCALARS:
        return _SCALARS[text]
    if text in _layouts:
        return _type_of(text)
    name = text.rstrip("23")
    return Unwrapped(_ELEMENTS[name], int(text[len(name) :] or 1))


def bind(fields: Any, last: Reference | None = None) -> Any:
    """The Reference that kernels take for a NamedTuple marked with `by_reference`, nested ones included.

    `last` is of another of its kind: arrays that are in both are described already.
    """
    if getattr(config, "DISABLE_JIT", False):
        return fields
    name = type(fields).__name__
    words = np.empty(_sizes[name], np.int64) if last is None else last.words.copy()
    kept: list[Any] = [None] * len(fields) if last is None else [*last.kept]
    known = zip(fields, _words[name], _layouts[name].values(), strict=True)
    for number, (value, (is_array, element), (_, first)) in enumerate(known):
        if is_array:
            if value is not kept[number]:
                array = kept[number] = np.ascontiguousarray(value, element)
                given = _address_of(array), *array.shape, *array.strides
                words[first : first + len(given)] = given
        elif element is None:
            kept[number] = bind(value, kept[number])
            words[first] = kept[number].address
        else:
            words[first] = np.array(value, element).view(np.int64)
    return Reference(name, words, kept)
