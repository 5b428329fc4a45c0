#include "blas_core_select.h"
#include <stdlib.h>
#include <string.h>

// Exported by builds for many cores (Debian's); weak, so that an OpenBLAS for one core still links.
extern char *openblas_get_corename(void) __attribute__((weak));
extern void gotoblas_dynamic_quit(void) __attribute__((weak));
extern void gotoblas_dynamic_init(void) __attribute__((weak));

const char *blas_select_core(void) {
    if (!openblas_get_corename) return "";
#if defined(__x86_64__)
    if (!getenv("OPENBLAS_CORETYPE") && gotoblas_dynamic_quit && gotoblas_dynamic_init) {
        __builtin_cpu_init();
        const int wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
        const int fused = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
        const char *want = wide ? "SkylakeX" : fused ? "Haswell" : 0;
        const char *have = openblas_get_corename();
        const int fine = !strcmp(have, "SkylakeX") || !strcmp(have, "Cooperlake") || !strcmp(have, "Sapphirerapids") ||
                         !strcmp(have, "Zen") || (!wide && !strcmp(have, "Haswell"));
        if (want && !fine) {
            setenv("OPENBLAS_CORETYPE", want, 1);
            gotoblas_dynamic_quit();
            gotoblas_dynamic_init();
        }
    }
#endif
    return openblas_get_corename();
}
