#pragma once
// Debian installs the headers in a folder of their own; kiss_fft_scalar is float unless told otherwise, as in its library.
#include <kissfft/kiss_fft.h>
#include <kissfft/kiss_fftr.h>
