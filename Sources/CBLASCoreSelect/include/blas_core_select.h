#pragma once
/// Makes OpenBLAS use the widest kernels that this CPU can run; returns the name of the core now in force ("" when
/// unknown).
///
/// Call once, before the first BLAS call and before other threads use BLAS. OpenBLAS picks its kernels by the CPU's model
/// number; a model newer than the library gets the oldest kernels (SSE3 "Prescott"), five times slower. An
/// OPENBLAS_CORETYPE that the user set wins.
const char *blas_select_core(void);
