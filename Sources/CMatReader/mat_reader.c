#include "mat_reader.h"
