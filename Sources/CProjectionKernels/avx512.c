// For processors with AVX-512: thirty-two registers, of eight lanes too, which are as fast and fit the number of filters.
#include "kernels.h"
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx2,fma"))), apply_to = function)
#define TILE_ROWS 8
#define TILE_GROUPS 3
#define FUSED 1
#include "project.inc"
void lp_project_avx512(const float *rows, size_t row_count, const float *packed, size_t filter_count, size_t length,
    float *out, size_t stride) {
    project(rows, row_count, packed, filter_count, length, out, stride);
}
#pragma clang attribute pop
#endif
