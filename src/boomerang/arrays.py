"""Short names for arrays by element type; a number at the end says how many dimensions, where that matters.

Kernels take their arrays by these names (`kernels.compiled.by_reference`).
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

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
