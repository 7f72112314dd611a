#ifndef BULKHEAD_CGSL_SHIM_H
#define BULKHEAD_CGSL_SHIM_H

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sf.h>
#include <gsl/gsl_version.h>

/* GSL's default handler aborts the process; every caller here checks the value it gets back. */
static inline void cgsl_never_abort(void) { gsl_set_error_handler_off(); }

#endif
