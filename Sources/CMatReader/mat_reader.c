// The child process: limits first, then libmatio, then frames. See mat_reader.h.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "mat_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <matio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static void write_all(int fd, const void *bytes, size_t count) {
    const char *next = bytes;
    while (count > 0) {
        ssize_t written = write(fd, next, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) _exit(3);
        next += written;
        count -= (size_t)written;
    }
}

static void send_frame(int fd, lull_mat_frame frame, const size_t *dims, const char *name, const void *payload) {
    frame.name_bytes = name == NULL ? 0 : strlen(name);
    write_all(fd, &frame, sizeof frame);
    for (uint32_t k = 0; k < frame.rank; k++) {
        uint64_t extent = dims[k];
        write_all(fd, &extent, sizeof extent);
    }
    if (frame.name_bytes > 0) write_all(fd, name, frame.name_bytes);
    if (frame.payload_bytes > 0) write_all(fd, payload, frame.payload_bytes);
}

static void silent(int level, char *message) {
    (void)level;
    (void)message;
}

static int element_size(int type) {
    switch (type) {
    case MAT_T_INT8: case MAT_T_UINT8: case MAT_T_UTF8: return 1;
    case MAT_T_INT16: case MAT_T_UINT16: case MAT_T_UTF16: return 2;
    case MAT_T_INT32: case MAT_T_UINT32: case MAT_T_SINGLE: case MAT_T_UTF32: return 4;
    case MAT_T_DOUBLE: case MAT_T_INT64: case MAT_T_UINT64: return 8;
    default: return 0;
    }
}

// The product of the dimensions; 0 on overflow or without dimensions.
static uint64_t element_count(const matvar_t *variable) {
    if (variable->rank < 1 || variable->dims == NULL) return 0;
    uint64_t count = 1;
    for (int k = 0; k < variable->rank; k++) {
        if (__builtin_mul_overflow(count, (uint64_t)variable->dims[k], &count)) return 0;
    }
    return count;
}

static lull_mat_frame frame_of(uint32_t kind, const matvar_t *variable) {
    lull_mat_frame frame = {0};
    frame.kind = kind;
    frame.mat_class = (uint32_t)variable->class_type;
    frame.rank = variable->rank < 0 || variable->rank > 32 || variable->dims == NULL ? 0 : (uint32_t)variable->rank;
    return frame;
}

static void send_empty(int fd, const char *name) {
    lull_mat_frame frame = {0};
    frame.kind = LULL_MAT_NUMBERS;
    frame.element = LULL_MAT_DOUBLE;
    frame.rank = 2;
    size_t none[2] = {0, 0};
    send_frame(fd, frame, none, name, NULL);
}

static void send_value(int fd, const matvar_t *variable, const char *name, uint32_t depth);

static void send_parts(int fd, const matvar_t *variable, uint64_t count, uint32_t depth) {
    matvar_t **parts = variable->data;
    for (uint64_t k = 0; k < count; k++) {
        if (parts == NULL || parts[k] == NULL) send_empty(fd, NULL);
        else send_value(fd, parts[k], parts[k]->name, depth - 1);
    }
}

static void send_struct(int fd, const matvar_t *variable, const char *name, uint32_t depth) {
    lull_mat_frame frame = frame_of(LULL_MAT_STRUCT, variable);
    unsigned fields = Mat_VarGetNumberOfFields((matvar_t *)variable);
    char *const *names = Mat_VarGetStructFieldnames(variable);
    if (__builtin_mul_overflow(element_count(variable), (uint64_t)fields, &frame.count)) _exit(4);
    if (frame.count > variable->nbytes / sizeof(matvar_t *)) frame.count = 0;
    size_t length = 0;
    for (unsigned k = 0; k < fields; k++) length += strlen(names[k]) + 1;
    char *joined = malloc(length + 1);
    if (joined == NULL) _exit(4);
    size_t at = 0;
    for (unsigned k = 0; k < fields; k++) {
        size_t bytes = strlen(names[k]) + 1;
        memcpy(joined + at, names[k], bytes);
        at += bytes;
    }
    frame.payload_bytes = length;
    send_frame(fd, frame, variable->dims, name, joined);
    free(joined);
    send_parts(fd, variable, frame.count, depth);
}

static void send_value(int fd, const matvar_t *variable, const char *name, uint32_t depth) {
    lull_mat_frame frame = frame_of(LULL_MAT_OTHER, variable);
    uint64_t count = element_count(variable);
    int size = element_size(variable->data_type);
    switch (variable->class_type) {
    case MAT_C_EMPTY:
        send_empty(fd, name);
        return;
    case MAT_C_CELL:
        if (depth == 0) break;
        frame.kind = LULL_MAT_CELL;
        frame.count = count > variable->nbytes / sizeof(matvar_t *) ? 0 : count;
        send_frame(fd, frame, variable->dims, name, NULL);
        send_parts(fd, variable, frame.count, depth);
        return;
    case MAT_C_STRUCT:
        if (depth == 0) break;
        send_struct(fd, variable, name, depth);
        return;
    case MAT_C_CHAR:
        // UTF-8 text can have more bytes than characters, so the bytes decide.
        if (size == 0) break;
        frame.kind = LULL_MAT_TEXT;
        frame.element = (uint32_t)variable->data_type;
        frame.count = variable->data == NULL ? 0 : variable->nbytes / (size_t)size;
        frame.payload_bytes = frame.count * (uint64_t)size;
        send_frame(fd, frame, variable->dims, name, variable->data);
        return;
    case MAT_C_DOUBLE: case MAT_C_SINGLE: case MAT_C_INT8: case MAT_C_UINT8: case MAT_C_INT16: case MAT_C_UINT16:
    case MAT_C_INT32: case MAT_C_UINT32: case MAT_C_INT64: case MAT_C_UINT64:
        if (size == 0 || variable->isComplex) break;
        if (count > 0 && (variable->data == NULL || count > variable->nbytes / (size_t)size)) break;
        frame.kind = LULL_MAT_NUMBERS;
        frame.element = (uint32_t)variable->data_type;
        frame.count = count;
        frame.payload_bytes = count * (uint64_t)size;
        send_frame(fd, frame, variable->dims, name, variable->data);
        return;
    default:
        break;
    }
    send_frame(fd, frame, variable->dims, name, NULL);
}

// How much address space the process has now; the limit is counted from here, as a parent may be large.
static uint64_t address_space(void) {
    FILE *file = fopen("/proc/self/statm", "r");
    unsigned long long pages = 0;
    if (file == NULL) return 0;
    if (fscanf(file, "%llu", &pages) != 1) pages = 0;
    fclose(file);
    return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void limit(int what, uint64_t value) {
    struct rlimit now;
    if (getrlimit(what, &now) != 0) return;
    if (now.rlim_max != RLIM_INFINITY && value > now.rlim_max) value = now.rlim_max;
    now.rlim_cur = now.rlim_max = value;
    setrlimit(what, &now);
}

static void confine(int fd, lull_mat_limits limits) {
    // The parent's handlers (such as a crash reporter's) must not run here.
    static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS, SIGPIPE, SIGALRM,
                                  SIGXCPU, SIGTERM, SIGINT, SIGQUIT};
    for (size_t k = 0; k < sizeof signals / sizeof *signals; k++) signal(signals[k], SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int null = open("/dev/null", O_RDWR);
    if (null >= 0) {
        dup2(null, 0);
        dup2(null, 1);
        dup2(null, 2);
    }
    // Only the pipe stays: nobody else's sockets, files or pipes.
    if (fd > 3) close_range(3, (unsigned)fd - 1, 0);
    close_range((unsigned)fd + 1, ~0U, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CPU, limits.cpu_seconds);
    limit(RLIMIT_AS, address_space() + limits.memory_bytes);
    alarm(limits.wall_seconds);
}

static void read_file(int fd, const char *path, const char *const *wanted, int wanted_count, uint32_t depth) {
    lull_mat_frame last = {0};
    Mat_LogInitFunc("lull", silent);
    mat_t *file = Mat_Open(path, MAT_ACC_RDONLY);
    last.kind = LULL_MAT_FAILED;
    if (file == NULL) {
        last.element = LULL_MAT_CANNOT_OPEN;
        send_frame(fd, last, NULL, NULL, NULL);
        return;
    }
    matvar_t *variable;
    while ((variable = Mat_VarReadNextInfo(file)) != NULL) {
        int full = 0;
        for (int k = 0; k < wanted_count && variable->name != NULL; k++) {
            full |= strcmp(wanted[k], variable->name) == 0;
        }
        if (full && Mat_VarReadDataAll(file, variable) != 0) {
            last.element = LULL_MAT_CANNOT_READ;
            send_frame(fd, last, NULL, variable->name, NULL);
            return;
        }
        if (full) send_value(fd, variable, variable->name, depth);
        else send_frame(fd, frame_of(LULL_MAT_VARIABLE, variable), variable->dims, variable->name, NULL);
        Mat_VarFree(variable);
        last.count++;
    }
    last.kind = LULL_MAT_END;
    send_frame(fd, last, NULL, NULL, NULL);
}

int lull_mat_start(
    const char *path, const char *const *wanted, int wanted_count, lull_mat_limits limits, pid_t *child,
    int *pipe_end) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    fcntl(ends[1], F_SETPIPE_SZ, 1 << 20); // fewer switches between the two processes; a refusal does no harm
    pid_t pid = fork();
    if (pid < 0) {
        int reason = errno;
        close(ends[0]);
        close(ends[1]);
        return reason;
    }
    if (pid == 0) {
        confine(ends[1], limits);
        read_file(ends[1], path, wanted, wanted_count, limits.depth);
        _exit(0);
    }
    close(ends[1]);
    *child = pid;
    *pipe_end = ends[0];
    return 0;
}
