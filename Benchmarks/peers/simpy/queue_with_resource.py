"""M/M/c as the manual shows it, a process for each customer.

queue_with_resource.py <servers> <rho> <customers> <seed>
"""

import random
import sys

import simpy
from tally import Tally, run_and_print


def customer(env, servers, draw, tally, customers, done):
    arrived = env.now
    tally.change(1, arrived)
    with servers.request() as request:
        yield request
        yield env.timeout(draw(1.0))
    tally.change(-1, env.now)
    tally.record(env.now - arrived)
    if tally.count == customers:
        done.succeed()


def source(env, rate, servers, gaps, draw, tally, customers, done):
    while True:
        env.process(customer(env, servers, draw, tally, customers, done))
        yield env.timeout(gaps(rate))


def main():
    count, customers, seed = int(sys.argv[1]), int(sys.argv[3]), int(sys.argv[4])
    rho = float(sys.argv[2])
    env = simpy.Environment()
    servers = simpy.Resource(env, capacity=count)
    tally = Tally()
    done = env.event()
    gaps = random.Random(seed).expovariate
    draw = random.Random(seed + 1).expovariate
    env.process(source(env, rho * count, servers, gaps, draw, tally, customers, done))
    name = "mm1" if count == 1 else f"mmc-{count}"
    run_and_print(name, "resource", customers, lambda: env.run(until=done), tally.answers)


main()
