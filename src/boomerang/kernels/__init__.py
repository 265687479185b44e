"""How kernels are compiled and handed their arrays."""
