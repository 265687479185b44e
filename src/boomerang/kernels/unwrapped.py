"""Arrays of kernels whose indices never count from the end.

Numba makes every signed index wrap around, as Python does: a compare, a mask and an add at each access. No
kernel of ours needs that, so arrays that are passed by reference have a type of their own, whose indices are
taken as they are. To read at a constant below 0 is refused when a kernel is compiled.
"""

from __future__ import annotations

import operator
from typing import Any

from numba.core import cgutils
from numba.core import types as numba_types
from numba.core.errors import TypingError
from numba.core.imputils import lower_builtin
from numba.extending import models, register_model
from numba.np.arrayobj import getitem_array_tuple, getitem_arraynd_intp, setitem_array

types: Any = numba_types  # whose annotations say less than the types hold


class Unwrapped(types.Array):  # type: ignore[misc]
    """The numba type of a C-ordered array that is not indexed from the end."""

    def __init__(self, dtype: Any, ndim: int, layout: str = "C") -> None:
        super().__init__(dtype, ndim, layout, name=f"Unwrapped({dtype}, {ndim}, {layout})")

    def copy(
        self, dtype: Any = None, ndim: Any = None, layout: Any = None, readonly: Any = None
    ) -> Unwrapped:
        """The type of a part of the array."""
        return Unwrapped(dtype or self.dtype, self.ndim if ndim is None else ndim, layout or self.layout)


register_model(Unwrapped)(models.ArrayModel)


@lower_builtin(operator.getitem, Unwrapped, types.Integer)
def _get(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    array, index = sig.args
    index, value = _unsigned(context, builder, index, args[1])
    return getitem_arraynd_intp(context, builder, sig.replace(args=(array, index)), (args[0], value))


@lower_builtin(operator.getitem, Unwrapped, types.BaseTuple)
def _get_many(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    array, index = sig.args
    index, value = _unsigned(context, builder, index, args[1])
    return getitem_array_tuple(context, builder, sig.replace(args=(array, index)), (args[0], value))


@lower_builtin(operator.setitem, Unwrapped, types.Any, types.Any)
def _set(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    array, index, given = sig.args
    index, value = _unsigned(context, builder, index, args[1])
    return setitem_array(context, builder, sig.replace(args=(array, index, given)), (args[0], value, args[2]))


@lower_builtin("static_getitem", Unwrapped, types.Any)
def _constant(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Refuse to read at a constant below 0; any other constant is an index like the others."""
    given = args[1] if isinstance(args[1], tuple) else (args[1],)
    if any(isinstance(index, int) and index < 0 for index in given):
        raise TypingError(f"index {args[1]}: kernels do not count from the end of an array")
    raise NotImplementedError


def _unsigned(context: Any, builder: Any, index: Any, value: Any) -> tuple[Any, Any]:
    """Type and value of an index, or of a tuple of them, with whole numbers taken as unsigned."""
    if isinstance(index, types.BaseTuple):
        parts = cgutils.unpack_tuple(builder, value, len(index))
        pairs = [_unsigned(context, builder, *pair) for pair in zip(index, parts, strict=True)]
        kinds = types.Tuple([kind for kind, _ in pairs])
        return kinds, context.make_tuple(builder, kinds, [part for _, part in pairs])
    if not isinstance(index, types.Integer):
        return index, value
    word = types.intp if index.signed else types.uintp
    return types.uintp, context.cast(builder, value, index, word)
