/* Watches a program from below: every write, cut, flush and removal of a file in one folder is written to a log.
   Loaded before the C library (LD_PRELOAD); RECORD_FOLDER and RECORD_LOG say where. Used by powerloss_shipped.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST 4096
static char names[MOST][64];
static int log_fd = -1;
static const char *folder;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static void put(const void *data, size_t size) {
    const char *at = data;
    while (size) {
        long done = syscall(SYS_write, log_fd, at, size);
        if (done <= 0) abort();
        at += done;
        size -= (size_t)done;
    }
}

static void note(char kind, const char *name, uint64_t offset, const void *data, uint32_t size) {
    uint8_t length = (uint8_t)strlen(name);
    put(&kind, 1); put(&length, 1); put(name, length); put(&offset, 8); put(&size, 4);
    if (size) put(data, size);
}

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("RECORD_LOG");
    folder = getenv("RECORD_FOLDER");
    if (path && folder) log_fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static const char *base_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static int is_ours(const char *path) {
    return log_fd >= 0 && folder && strncmp(path, folder, strlen(folder)) == 0;
}

static void opened(int fd, const char *path) {
    if (fd < 0 || fd >= MOST) return;
    names[fd][0] = 0;
    if (is_ours(path)) strncpy(names[fd], base_of(path), sizeof names[fd] - 1);
}

static const char *name_of(int fd) { return fd >= 0 && fd < MOST && names[fd][0] ? names[fd] : NULL; }

#define REAL(type, symbol, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, symbol)

#define OPEN(function) \
    int function(const char *path, int flags, ...) { \
        REAL(int, #function, const char *, int, ...); \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        int fd = real(path, flags, mode); \
        opened(fd, path); \
        return fd; \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(function) \
    int function(int at, const char *path, int flags, ...) { \
        REAL(int, #function, int, const char *, int, ...); \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        int fd = real(at, path, flags, mode); \
        opened(fd, path); \
        return fd; \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
    REAL(int, "close", int);
    if (fd >= 0 && fd < MOST) names[fd][0] = 0;
    return real(fd);
}

#define NOTED(call, kind, offset, data) \
    const char *name = name_of(fd); \
    if (!name) return call; \
    pthread_mutex_lock(&turn); \
    long done = (long)call; \
    if (done >= 0) note(kind, name, (uint64_t)(offset), data, (data) ? (uint32_t)done : 0); \
    pthread_mutex_unlock(&turn); \
    return done

ssize_t write(int fd, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    off_t at = name_of(fd) ? lseek(fd, 0, SEEK_CUR) : 0;
    NOTED(real(fd, data, size), 'w', at < 0 ? 0 : at, data);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    NOTED(real(fd, data, size, at), 'w', at, data);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    NOTED(real(fd, data, size, at), 'w', at, data);
}
int ftruncate(int fd, off_t size) {
    REAL(int, "ftruncate", int, off_t);
    NOTED(real(fd, size), 'c', size, (void *)0);
}
int ftruncate64(int fd, off64_t size) {
    REAL(int, "ftruncate64", int, off64_t);
    NOTED(real(fd, size), 'c', size, (void *)0);
}
int fsync(int fd) {
    REAL(int, "fsync", int);
    NOTED(real(fd), 'f', 0, (void *)0);
}
int fdatasync(int fd) {
    REAL(int, "fdatasync", int);
    NOTED(real(fd), 'f', 0, (void *)0);
}
int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    pthread_mutex_lock(&turn);
    int done = real(path);
    if (done == 0 && is_ours(path)) note('g', base_of(path), 0, NULL, 0);
    pthread_mutex_unlock(&turn);
    return done;
}
