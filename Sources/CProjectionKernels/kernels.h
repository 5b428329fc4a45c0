// The entry of each instruction set, for the dispatcher alone.
#pragma once
#include "projection_kernels.h"

void lp_project_baseline(const float *rows, size_t row_count, const float *packed, size_t filter_count, size_t length,
    float *out, size_t stride);
#if defined(__x86_64__)
void lp_project_avx2(const float *rows, size_t row_count, const float *packed, size_t filter_count, size_t length, float *out,
    size_t stride);
void lp_project_avx512(const float *rows, size_t row_count, const float *packed, size_t filter_count, size_t length,
    float *out, size_t stride);
#endif
