#pragma once
#include <cblas.h>
// The LAPACK routine is inside OpenBLAS, but its Debian package declares it nowhere that is installed with it.
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work,
             const int *lwork, int *iwork, const int *liwork, int *info);
