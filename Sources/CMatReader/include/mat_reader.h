// Reads MATLAB files with libmatio in a process of its own.
//
// libmatio and HDF5 can crash or loop on damaged files. So a forked child reads the file under limits of memory and
// time and writes what it finds to a pipe as frames; the parent only ever parses frames. After fork() in a program
// with threads only plain C may run, which is why this is C.
#pragma once
#include <stdint.h>
#include <sys/types.h>

// What a frame announces. Frames come in preorder: a cell or struct is followed by the frames of its parts.
enum {
    LULL_MAT_VARIABLE = 1, // a top-level variable that was not asked for: name, class and size only
    LULL_MAT_NUMBERS = 2,  // payload: `count` numbers of type `element`, column-major
    LULL_MAT_TEXT = 3,     // payload: `count` code units of type `element`, column-major
    LULL_MAT_CELL = 4,     // `count` values follow
    LULL_MAT_STRUCT = 5,   // payload: field names, each ended by 0; then `count` values: all fields of each element
    LULL_MAT_OTHER = 6,    // a value that is not read (sparse, complex, object, too deep); its class is in `element`
    LULL_MAT_END = 7,      // the last frame of a file that was read to its end; `count` is the number of variables
    LULL_MAT_FAILED = 8    // the last frame of a file that cannot be read; `element` is one of the reasons below
};

// The types of numbers and code units.
enum {
    LULL_MAT_INT8 = 1, LULL_MAT_UINT8 = 2, LULL_MAT_INT16 = 3, LULL_MAT_UINT16 = 4, LULL_MAT_INT32 = 5,
    LULL_MAT_UINT32 = 6, LULL_MAT_SINGLE = 7, LULL_MAT_DOUBLE = 9, LULL_MAT_INT64 = 12, LULL_MAT_UINT64 = 13,
    LULL_MAT_UTF8 = 16, LULL_MAT_UTF16 = 17, LULL_MAT_UTF32 = 18
};

// The reasons of LULL_MAT_FAILED.
enum { LULL_MAT_CANNOT_OPEN = 1, LULL_MAT_CANNOT_READ = 2 };

// One frame; `rank` dimensions (uint64_t each), `name_bytes` of name and `payload_bytes` of payload follow it.
typedef struct {
    uint32_t kind;
    uint32_t element;
    uint32_t mat_class; // libmatio's class number, for messages
    uint32_t rank;
    uint64_t count;
    uint64_t name_bytes;
    uint64_t payload_bytes;
} lull_mat_frame;

// What the child may use.
typedef struct {
    uint64_t memory_bytes; // address space beyond what the process has when it starts
    uint32_t cpu_seconds;
    uint32_t wall_seconds;
    uint32_t depth; // of nested cells and structs
} lull_mat_limits;

// Starts a child that reads `path`. The top-level variables named in `wanted` are sent in full, all others as
// LULL_MAT_VARIABLE. Returns 0 and sets `*child` and `*pipe_end` (to read from), or returns errno.
int lull_mat_start(
    const char *path, const char *const *wanted, int wanted_count, lull_mat_limits limits, pid_t *child,
    int *pipe_end);
