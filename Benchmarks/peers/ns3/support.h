// What the programs share: random numbers, statistics, the choice of a scheduler, the printed line.
//
// Random numbers and statistics are made as cheap as in bulkhead-bench, so that what is compared is
// the engine: a fast generator instead of ns-3's own, and the same mean, maximum and histogram.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "ns3/core-module.h"

// A stream of exponential delays: xoshiro256++ (Blackman and Vigna 2021) and a logarithm.
class Delays {
 public:
  Delays(uint64_t seed, double mean) : mean_(mean) {
    for (auto& word : state_) {
      seed += 0x9E3779B97F4A7C15;
      uint64_t mixed = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9;
      mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
      word = mixed ^ (mixed >> 31);
    }
  }

  ns3::Time next() {
    double uniform = (static_cast<double>(bits() >> 11) + 0.5) * 0x1p-53;
    return ns3::NanoSeconds(std::llrint(-mean_ * std::log(uniform) * 1e9));
  }

 private:
  static uint64_t rotated(uint64_t word, int left) { return word << left | word >> (64 - left); }

  uint64_t bits() {
    uint64_t result = rotated(state_[0] + state_[3], 23) + state_[0];
    uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotated(state_[3], 45);
    return result;
  }

  double mean_;
  uint64_t state_[4];
};

// Mean, maximum and a histogram of the times in the system, and the mean number there.
class Tally {
 public:
  Tally() : buckets_(64 * 1024) {}

  int64_t count() const { return count_; }

  void change(int difference, int64_t now) {
    area_ += static_cast<double>(population_) * static_cast<double>(now - changed_);
    population_ += difference;
    changed_ = now;
  }

  void record(int64_t nanoseconds) {
    count_ += 1;
    sum_ += static_cast<double>(nanoseconds);
    longest_ = std::max(longest_, nanoseconds);
    buckets_[bucket(nanoseconds)] += 1;
  }

  void print() const {
    int64_t rank = static_cast<int64_t>(std::ceil(0.95 * static_cast<double>(count_)));
    int64_t seen = 0;
    size_t index = 0;
    while (index < buckets_.size() && (seen += buckets_[index]) < rank) index += 1;
    double mean = sum_ / 1e9 / static_cast<double>(count_);
    double p95 = static_cast<double>(upperBound(index)) / 1e9;
    std::printf(", \"mean_sojourn_s\": %.6f, \"p95_sojourn_s\": %.6f, \"mean_population\": %.6f",
                mean, p95, area_ / static_cast<double>(changed_));
  }

 private:
  // Buckets of 512 ns up to 1 ms, then 1,024 for every doubling.
  static size_t bucket(int64_t nanoseconds) {
    uint64_t spread = static_cast<uint64_t>(nanoseconds) | ((2048 - 1) << 9);
    int doubling = 44 - __builtin_clzll(spread);
    return static_cast<size_t>(doubling * 1024 + (nanoseconds >> (doubling + 9)));
  }

  static int64_t upperBound(size_t bucket) {
    int64_t next = static_cast<int64_t>(bucket) + 1;
    int64_t doubling = std::max<int64_t>(0, next / 1024 - 1);
    return ((next - doubling * 1024) << (doubling + 9)) - 1;
  }

  int64_t count_ = 0;
  double sum_ = 0;
  int64_t longest_ = 0;
  std::vector<uint32_t> buckets_;
  int population_ = 0;
  double area_ = 0;
  int64_t changed_ = 0;
};

inline int64_t nanosecondsNow() { return ns3::Simulator::Now().GetNanoSeconds(); }

// Takes map, heap, list, calendar or priority-queue.
inline void useScheduler(const std::string& name) {
  std::string type;
  if (name == "map") type = "ns3::MapScheduler";
  if (name == "heap") type = "ns3::HeapScheduler";
  if (name == "list") type = "ns3::ListScheduler";
  if (name == "calendar") type = "ns3::CalendarScheduler";
  if (name == "priority-queue") type = "ns3::PriorityQueueScheduler";
  if (type.empty()) {
    std::fprintf(stderr, "no scheduler is called %s\n", name.c_str());
    std::exit(64);
  }
  ns3::ObjectFactory factory;
  factory.SetTypeId(type);
  ns3::Simulator::SetScheduler(factory);
}

inline double cpuSeconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// Runs the events that are pending, and prints the beginning of the line.
inline void runAndPrint(const char* bench, const std::string& scheduler, int64_t count) {
  double start = cpuSeconds();
  ns3::Simulator::Run();
  double seconds = cpuSeconds() - start;
  std::printf("{\"bench\": \"%s\", \"peer\": \"ns3-%s\", \"n\": %lld, \"cpu_s\": %.4f, "
              "\"per_s\": %.0f",
              bench, scheduler.c_str(), static_cast<long long>(count), seconds,
              static_cast<double>(count) / seconds);
}
