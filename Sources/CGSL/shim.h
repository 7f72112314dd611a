#ifndef BULKHEAD_CGSL_SHIM_H
#define BULKHEAD_CGSL_SHIM_H

#include <stdint.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sf.h>
#include <gsl/gsl_version.h>

/* GSL's default handler aborts the process; every caller here checks the value it gets back. */
static inline void cgsl_never_abort(void) { gsl_set_error_handler_off(); }

/*
 * A gsl_rng over the four words of a xoshiro256++ state that the caller owns, so that GSL's
 * samplers draw from our named streams. The step must equal RandomStream.next() in Randomness;
 * a test compares them.
 */
static inline uint64_t cgsl_xoshiro_next(uint64_t *s) {
  const uint64_t sum = s[0] + s[3];
  const uint64_t result = ((sum << 23) | (sum >> 41)) + s[0];
  const uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = (s[3] << 45) | (s[3] >> 19);
  return result;
}

static inline void cgsl_xoshiro_set(void *state, unsigned long seed) {
  (void)state;
  (void)seed;
}

static inline unsigned long cgsl_xoshiro_get(void *state) {
  return (unsigned long)(cgsl_xoshiro_next((uint64_t *)state) >> 32);
}

static inline double cgsl_xoshiro_get_double(void *state) {
  return (double)(cgsl_xoshiro_next((uint64_t *)state) >> 11) * 0x1p-53;
}

static const gsl_rng_type cgsl_xoshiro_type = {
    "xoshiro256++", 0xFFFFFFFFUL, 0, 4 * sizeof(uint64_t),
    cgsl_xoshiro_set, cgsl_xoshiro_get, cgsl_xoshiro_get_double};

static inline double cgsl_gamma(uint64_t *state, double shape, double scale) {
  const gsl_rng rng = {&cgsl_xoshiro_type, state};
  return gsl_ran_gamma(&rng, shape, scale);
}

static inline double cgsl_weibull(uint64_t *state, double scale, double shape) {
  const gsl_rng rng = {&cgsl_xoshiro_type, state};
  return gsl_ran_weibull(&rng, scale, shape);
}

static inline double cgsl_lognormal(uint64_t *state, double log_mean, double log_sigma) {
  const gsl_rng rng = {&cgsl_xoshiro_type, state};
  return gsl_ran_lognormal(&rng, log_mean, log_sigma);
}

#endif
