"""What the programs share: the statistics of every customer, and the printed line."""

import json
import math
import time


class Tally:
    """Mean, maximum and a histogram of the times in the system, and the mean number there."""

    def __init__(self):
        self.count = 0
        self.sum = 0.0
        self.longest = 0.0
        self.buckets = {}
        self.population = 0
        self.area = 0.0
        self.changed = 0.0

    def change(self, difference, now):
        self.area += self.population * (now - self.changed)
        self.population += difference
        self.changed = now

    def record(self, seconds):
        self.count += 1
        self.sum += seconds
        if seconds > self.longest:
            self.longest = seconds
        # 1,024 buckets for every doubling.
        mantissa, exponent = math.frexp(seconds)
        bucket = exponent * 1024 + int(mantissa * 2048) - 1024
        self.buckets[bucket] = self.buckets.get(bucket, 0) + 1

    def answers(self):
        rank = math.ceil(0.95 * self.count)
        seen = 0
        p95 = 0.0
        for bucket in sorted(self.buckets):
            seen += self.buckets[bucket]
            if seen >= rank:
                p95 = math.ldexp((bucket % 1024 + 1025) / 2048, bucket // 1024)
                break
        return {
            "mean_sojourn_s": round(self.sum / self.count, 6),
            "p95_sojourn_s": round(p95, 6),
            "mean_population": round(self.area / self.changed, 6),
        }


def run_and_print(bench, style, count, run, answers):
    """Runs a model and prints its line; only the run itself is timed."""
    start = time.process_time()
    run()
    seconds = time.process_time() - start
    line = {"bench": bench, "peer": f"simpy-{style}", "n": count, "cpu_s": round(seconds, 4)}
    line["per_s"] = round(count / seconds)
    print(json.dumps(line | answers()))
