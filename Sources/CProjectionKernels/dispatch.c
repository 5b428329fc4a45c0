// Packs filters, and chooses the kernel that was asked for if this processor can run it.
#include "kernels.h"

int32_t lp_supported(void) {
    int32_t sets = LP_BASELINE;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        sets |= LP_AVX2;
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
            sets |= LP_AVX512;
    }
#endif
    return sets;
}

int32_t lp_is_optimised(void) {
#if defined(__OPTIMIZE__)
    return 1;
#else
    return 0;
#endif
}

size_t lp_packed_size(size_t filter_count, size_t length) { return (filter_count + 7) / 8 * 8 * length; }

void lp_pack(const float *filters, size_t filter_count, size_t length, float *packed) {
    for (size_t f = 0; f < (filter_count + 7) / 8 * 8; f++) {
        float *lane = packed + f / 8 * 8 * length + f % 8;
        for (size_t k = 0; k < length; k++) lane[8 * k] = f < filter_count ? filters[f * length + k] : 0;
    }
}

void lp_project(const float *rows, size_t row_count, const float *packed, size_t filter_count, size_t length, float *out,
    size_t stride, int32_t instruction_set) {
#if defined(__x86_64__)
    const int32_t usable = instruction_set & lp_supported();
    if (usable & LP_AVX512) {
        lp_project_avx512(rows, row_count, packed, filter_count, length, out, stride);
        return;
    }
    if (usable & LP_AVX2) {
        lp_project_avx2(rows, row_count, packed, filter_count, length, out, stride);
        return;
    }
#else
    (void)instruction_set;
#endif
    lp_project_baseline(rows, row_count, packed, filter_count, length, out, stride);
}
