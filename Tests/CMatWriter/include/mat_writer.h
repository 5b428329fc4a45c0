// Writes MATLAB files for tests, with libmatio, in the shape of OTBiolab+'s export.
#pragma once

// Writes `columns` × `rows` samples (column after column) with one label each. `version` is 5 or 73. Runs in a forked
// child, because HDF5 keeps global state that another thread's fork() must not see half-changed. Returns 0 if all is
// well.
int lull_test_write_mat(
    const char *path, int version, int compressed, int rows, int columns, const float *values,
    const char *const *labels, double rate);
