// For processors with AVX2 and fused multiplication: sixteen registers of eight lanes.
#include "kernels.h"
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define TILE_ROWS 4
#define TILE_GROUPS 2
#define FUSED 1
#include "project.inc"
void lp_project_avx2(const float *rows, size_t row_count, const float *packed, size_t filter_count, size_t length,
    float *out, size_t stride) {
    project(rows, row_count, packed, filter_count, length, out, stride);
}
#pragma clang attribute pop
#endif
