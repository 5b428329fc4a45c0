// Single precision kernels for the five-compartment motoneuron: the arithmetic of sixteen cells side by side.
//
// A tile is MN_FIELDS rows of sixteen floats; lane j of every row belongs to cell j of the tile. One tile (4.7 KB) stays in
// the first-level cache while it is advanced. The same source is compiled for SSE2 (or NEON), AVX2 and AVX-512; contraction
// is off, so all of them give the same bits. Sources/Motoneurons/Fast/ScalarKernel.swift is the same in plain Swift.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { MN_LANES = 16 };

// Potentials are counted from here (mV), a whole number: around it they are small and keep their digits.
enum { MN_POTENTIAL_ZERO = -64 };

// The rows of a tile. Conductances in µS, capacitance over time step in µS, potentials in mV above MN_POTENTIAL_ZERO,
// currents in nA, time in ms.
enum {
    // Constants of the cell.
    MN_SOMA_CAPACITY = 0,     // C_s/dt
    MN_SOMA_LEAK,             // g
    MN_SOMA_LEAK_CURRENT,     // g·E
    MN_SODIUM,
    MN_PERSISTENT_SODIUM,
    MN_DELAYED_RECTIFIER,
    MN_SOMATIC_CALCIUM,
    MN_CALCIUM_POTASSIUM,
    MN_SOMA_H,
    MN_SLOW_SODIUM_FLOOR,
    MN_CALCIUM_GAIN,          // τ_r × mM/ms per mV at full activation
    MN_CALCIUM_FACTOR,        // 1 − e^(−dt/τ_r)
    MN_COUPLING,              // g_c
    MN_DENDRITE_CAPACITY,     // C_d/dt
    MN_DENDRITE_LEAK,         // g
    MN_DENDRITE_LEAK_CURRENT, // g·E
    MN_DENDRITE_H,
    MN_PIC,                   // four rows: the L-type calcium conductances at neuromodulation 1
    MN_ACTIVATION_MIDPOINT = MN_PIC + 4,
    MN_INACTIVATION_FACTOR,   // e^((θ_h − zero)/5)
    MN_DENDRITIC_UNIT,
    MN_SOMATIC_UNIT,
    MN_NOISE_GAIN,            // deviation × √(1 − ρ²) / deviation of a byte sum
    // Inputs.
    MN_EXCITATION,
    MN_DENDRITIC_INHIBITION,
    MN_SOMATIC_INHIBITION,
    MN_CURRENT,
    MN_NEUROMODULATION,
    // State.
    MN_VOLTAGE,
    MN_M,
    MN_H,
    MN_S,
    MN_PERSISTENT_GATE,
    MN_N,
    MN_CALCIUM_GATE,
    MN_CALCIUM_POTASSIUM_GATE,
    MN_CALCIUM,               // mM above rest
    MN_SOMA_H_GATE,
    MN_DENDRITE_VOLTAGE,      // four rows each from here
    MN_PIC_ACTIVATION = MN_DENDRITE_VOLTAGE + 4,
    MN_PIC_INACTIVATION = MN_PIC_ACTIVATION + 4, // 1 − h: small numbers keep their precision
    MN_DENDRITE_H_GATE = MN_PIC_INACTIVATION + 4,
    MN_EXCITATORY_NOISE = MN_DENDRITE_H_GATE + 4,
    MN_INHIBITORY_NOISE = MN_EXCITATORY_NOISE + 4,
    MN_GENERATOR = MN_INHIBITORY_NOISE + 4,      // four rows of uint32_t
    MN_FIELDS = MN_GENERATOR + 4
};

// What all cells of a pool share; computed once in double precision.
typedef struct {
    float time_step;
    float persistent_factor;   // 1 − e^(−dt/1 ms)
    float calcium_gate_factor; // 1 − e^(−dt/2 ms)
    float h_factor;            // over one interval from here: 1 − e^(−Δ/30 ms)
    float activation_factor;   // 1 − e^(−Δ/40 ms)
    float inactivation_factor; // 1 − e^(−Δ/2500 ms)
    float interval;            // Δ = dt × steps_per_interval
    float noise_decay;         // ρ
    int32_t steps_per_interval;
    int32_t noise;             // whether synaptic noise runs
    int32_t slow_sodium;       // whether any cell has slow sodium inactivation
} mn_constants;

// A piece of time that lies in one interval.
typedef struct {
    float common_excitation, common_inhibition; // what the drives are multiplied with
    int32_t steps;                              // how many steps
    int32_t starts_interval, ends_interval;     // whether noise moves before, and slow gates after
} mn_piece;

typedef struct {
    uint32_t step; // counted from the start of the call; the first step is 1
    uint32_t cell;
} mn_event;

// The instruction sets, as bits.
enum { MN_BASELINE = 1, MN_AVX2 = 2, MN_AVX512 = 4 };

// Which of them this processor has.
int32_t mn_supported(void);

// Advances all tiles over all pieces and writes discharges, at most one per cell and piece. `tiles` needs
// no alignment, `events` has room for cell_count × piece_count. An unsupported instruction set falls back to the baseline.
// Returns the number of events, in no particular order.
size_t mn_advance(float *tiles, size_t cell_count, const mn_constants *constants, const mn_piece *pieces,
    size_t piece_count, mn_event *events, int32_t instruction_set);
