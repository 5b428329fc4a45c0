#include "motoneuron_kernels.h"
