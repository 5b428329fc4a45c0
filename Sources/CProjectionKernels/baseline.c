// Four lanes at a time: SSE2 on x86-64, NEON on arm64.
#include "kernels.h"
#define TILE_ROWS 4
#define TILE_GROUPS 1
#if defined(__aarch64__)
#define FUSED 1
#else
#define FUSED 0
#endif
#include "project.inc"
void lp_project_baseline(const float *rows, size_t row_count, const float *packed, size_t filter_count, size_t length,
    float *out, size_t stride) {
    project(rows, row_count, packed, filter_count, length, out, stride);
}
