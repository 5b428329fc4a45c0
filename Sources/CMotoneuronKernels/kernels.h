// The entry of each instruction set, for the dispatcher alone.
#pragma once
#include "motoneuron_kernels.h"

size_t mn_advance_baseline(float *tiles, size_t cell_count, const mn_constants *constants, const mn_piece *pieces,
    size_t piece_count, mn_event *events);
#if defined(__x86_64__)
size_t mn_advance_avx2(float *tiles, size_t cell_count, const mn_constants *constants, const mn_piece *pieces,
    size_t piece_count, mn_event *events);
size_t mn_advance_avx512(float *tiles, size_t cell_count, const mn_constants *constants, const mn_piece *pieces,
    size_t piece_count, mn_event *events);
#endif
