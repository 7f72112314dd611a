// M/M/32 at 90 % utilization in event style: mmc <scheduler> <customers> <seed>
#include <deque>

#include "support.h"

namespace {

constexpr int servers = 32;
constexpr double rho = 0.9;

class ServerPool {
 public:
  ServerPool(int64_t customers, uint64_t seed)
      : customers_(customers), gaps_(seed, 1 / (servers * rho)), services_(seed + 1, 1) {}

  void arrive() {
    ns3::Simulator::Schedule(gaps_.next(), &ServerPool::arrive, this);
    int64_t now = nanosecondsNow();
    tally.change(1, now);
    if (idle_ == 0) return line_.push_back(now);
    idle_ -= 1;
    startService(now);
  }

  Tally tally;

 private:
  // The departure carries when its customer arrived; servers alike need no names.
  void startService(int64_t arrival) {
    ns3::Simulator::Schedule(services_.next(), &ServerPool::depart, this, arrival);
  }

  void depart(int64_t arrival) {
    int64_t now = nanosecondsNow();
    tally.change(-1, now);
    tally.record(now - arrival);
    if (tally.count() == customers_) return ns3::Simulator::Stop();
    if (line_.empty()) {
      idle_ += 1;
    } else {
      int64_t next = line_.front();
      line_.pop_front();
      startService(next);
    }
  }

  int64_t customers_;
  int idle_ = servers;
  Delays gaps_;
  Delays services_;
  std::deque<int64_t> line_;
};

}  // namespace

int main(int count, char** words) {
  if (count != 4) return 64;
  useScheduler(words[1]);
  int64_t customers = std::atoll(words[2]);
  ServerPool queue(customers, std::strtoull(words[3], nullptr, 10));
  ns3::Simulator::Schedule(ns3::NanoSeconds(0), &ServerPool::arrive, &queue);
  runAndPrint("mmc-32", words[1], customers);
  queue.tally.print();
  std::printf("}\n");
  ns3::Simulator::Destroy();
}
