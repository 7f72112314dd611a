"""The hold model with callbacks, SimPy's fastest way.

hold.py <pending> <operations> <seed>
"""

import random
import sys

import simpy
from tally import run_and_print


def main():
    pending, operations, seed = map(int, sys.argv[1:])
    env = simpy.Environment()
    draw = random.Random(seed).expovariate
    done = env.event()
    left = operations

    def happen(_):
        nonlocal left
        left -= 1
        if left == 0:
            done.succeed()
        env.timeout(draw(1.0)).callbacks.append(happen)

    for _ in range(pending):
        env.timeout(draw(1.0)).callbacks.append(happen)
    run_and_print(
        f"hold-{pending}",
        "callback",
        operations,
        lambda: env.run(until=done),
        lambda: {"clock_s": round(env.now, 6)},
    )


main()
