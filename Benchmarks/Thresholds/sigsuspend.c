/* Lets Valgrind 3.19 run programs that use libdispatch, when loaded before them.
 *
 * The main thread of such a program waits in sigsuspend with a mask in read-only memory. Valgrind
 * takes SIGKILL out of the mask in place, and dies of that; this gives it a copy to write to. */
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

int sigsuspend(const sigset_t *mask) {
  sigset_t own = *mask;
  return (int)syscall(SYS_rt_sigsuspend, &own, _NSIG / 8);
}
