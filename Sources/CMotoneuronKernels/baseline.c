// Four lanes: SSE2 on x86-64, NEON on arm64.
#include "kernels.h"
#define W 4
#include "advance.inc"
size_t mn_advance_baseline(float *tiles, size_t cell_count, const mn_constants *constants, const mn_piece *pieces,
    size_t piece_count, mn_event *events) {
    return advance(tiles, cell_count, constants, pieces, piece_count, events);
}
