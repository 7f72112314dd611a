#ifndef BULKHEAD_CPREFETCH_H
#define BULKHEAD_CPREFETCH_H

/* Asks the processor for a cache line that will be wanted soon; Swift has no word for that. */
static inline void cprefetch(const void *address) { __builtin_prefetch(address, 1); }

#endif
