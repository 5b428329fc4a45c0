#include "mat_writer.h"

#include <matio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int write_file(
    const char *path, int version, int compressed, int rows, int columns, const float *values,
    const char *const *labels, double rate) {
    mat_t *file = Mat_CreateVer(path, NULL, version == 73 ? MAT_FT_MAT73 : MAT_FT_MAT5);
    if (file == NULL) return 1;
    enum matio_compression how = compressed ? MAT_COMPRESSION_ZLIB : MAT_COMPRESSION_NONE;
    size_t size[2] = {(size_t)rows, (size_t)columns}, one[2] = {1, 1}, list[2] = {(size_t)columns, 1};

    matvar_t *data = Mat_VarCreate("Data", MAT_C_CELL, MAT_T_CELL, 2, one, NULL, 0);
    Mat_VarSetCell(data, 0, Mat_VarCreate(NULL, MAT_C_SINGLE, MAT_T_SINGLE, 2, size, (void *)values, 0));
    int failed = Mat_VarWrite(file, data, how);
    Mat_VarFree(data);

    matvar_t *texts = Mat_VarCreate("Description", MAT_C_CELL, MAT_T_CELL, 2, list, NULL, 0);
    for (int k = 0; k < columns; k++) {
        size_t length[2] = {1, strlen(labels[k])};
        Mat_VarSetCell(texts, k, Mat_VarCreate(NULL, MAT_C_CHAR, MAT_T_UTF8, 2, length, (void *)labels[k], 0));
    }
    failed |= Mat_VarWrite(file, texts, how);
    Mat_VarFree(texts);

    matvar_t *frequency = Mat_VarCreate("SamplingFrequency", MAT_C_DOUBLE, MAT_T_DOUBLE, 2, one, &rate, 0);
    failed |= Mat_VarWrite(file, frequency, how);
    Mat_VarFree(frequency);
    return failed | Mat_Close(file);
}

int lull_test_write_mat(
    const char *path, int version, int compressed, int rows, int columns, const float *values,
    const char *const *labels, double rate) {
    pid_t child = fork();
    if (child < 0) return 2;
    if (child == 0) _exit(write_file(path, version, compressed, rows, columns, values, labels, rate) ? 1 : 0);
    int status = 0;
    return waitpid(child, &status, 0) == child ? status : 3;
}
