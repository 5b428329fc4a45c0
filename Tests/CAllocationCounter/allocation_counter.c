// The test program's own malloc family: it counts and passes on to glibc. The dynamic linker prefers the executable's
// symbols to the library's, so every library in the process is counted, the Swift runtime included. Linux with glibc
// only; elsewhere the counter stays 0.
#include "allocation_counter.h"

#include <errno.h>
#include <stddef.h>

// initial-exec: a thread-local that is reached without a call, since a call could allocate and recurse.
static __thread unsigned long count __attribute__((tls_model("initial-exec")));

unsigned long allocation_count_of_this_thread(void) { return count; }

#if defined(__GLIBC__)
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t number, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
    count += 1;
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count += 1;
    return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
    count += 1;
    return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count += 1;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    count += 1;
    void *memory = __libc_memalign(alignment, size);
    if (memory == NULL) return ENOMEM;
    *result = memory;
    return 0;
}
#endif
