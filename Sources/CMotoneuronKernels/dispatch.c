// Chooses the kernel that was asked for, if this processor can run it.
#include "kernels.h"

int32_t mn_supported(void) {
    int32_t sets = MN_BASELINE;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2")) sets |= MN_AVX2;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512vl"))
        sets |= MN_AVX512;
#endif
    return sets;
}

size_t mn_advance(float *tiles, size_t cell_count, const mn_constants *constants, const mn_piece *pieces,
    size_t piece_count, mn_event *events, int32_t instruction_set) {
#if defined(__x86_64__)
    switch (instruction_set & mn_supported()) {
    case MN_AVX512: return mn_advance_avx512(tiles, cell_count, constants, pieces, piece_count, events);
    case MN_AVX2: return mn_advance_avx2(tiles, cell_count, constants, pieces, piece_count, events);
    default: break;
    }
#else
    (void)instruction_set;
#endif
    return mn_advance_baseline(tiles, cell_count, constants, pieces, piece_count, events);
}
