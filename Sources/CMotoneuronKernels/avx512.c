// Sixteen lanes, for processors with AVX-512.
#include "kernels.h"
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2"))), apply_to = function)
#define W 16
#include "advance.inc"
size_t mn_advance_avx512(float *tiles, size_t cell_count, const mn_constants *constants, const mn_piece *pieces,
    size_t piece_count, mn_event *events) {
    return advance(tiles, cell_count, constants, pieces, piece_count, events);
}
#pragma clang attribute pop
#endif
