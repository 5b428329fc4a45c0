#pragma once
#include <stddef.h>
#include <stdint.h>

/// The instruction sets; what a processor lacks is never used.
enum { LP_BASELINE = 1, LP_AVX2 = 2, LP_AVX512 = 4 };

/// The instruction sets that this processor can run.
int32_t lp_supported(void);

/// Whether the compiler was asked to optimise: without that the loops are many times slower.
int32_t lp_is_optimised(void);

/// The numbers that packed filters take.
size_t lp_packed_size(size_t filter_count, size_t length);

/// Puts filters (`length` numbers each, one after the other) into the order that lp_project reads; `packed` has lp_packed_size
/// numbers and lies on a multiple of 64 bytes.
void lp_pack(const float *filters, size_t filter_count, size_t length, float *packed);

/// Projects rows (`length` numbers each, one after the other) on packed filters: `out[f * stride + r]` becomes the product of
/// row r and filter f.
///
/// Every product is added up in the same order, whatever rows and filters are beside it; AVX2 and AVX-512 give the same bits.
/// Processors without fused multiplication round differently.
///
/// `instruction_set` may be any of those above, or all of them for the best.
void lp_project(const float *rows, size_t row_count, const float *packed, size_t filter_count, size_t length, float *out,
    size_t stride, int32_t instruction_set);
