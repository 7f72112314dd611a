// M/M/1 in event style: mm1 <scheduler> <customers> <seed>
#include <deque>

#include "support.h"

namespace {

class SingleServer {
 public:
  SingleServer(int64_t customers, uint64_t seed)
      : customers_(customers), gaps_(seed, 1 / 0.8), services_(seed + 1, 1) {}

  void arrive() {
    ns3::Simulator::Schedule(gaps_.next(), &SingleServer::arrive, this);
    int64_t now = nanosecondsNow();
    tally.change(1, now);
    line_.push_back(now);
    if (line_.size() == 1) startService();
  }

  Tally tally;

 private:
  void startService() {
    ns3::Simulator::Schedule(services_.next(), &SingleServer::depart, this);
  }

  void depart() {
    int64_t now = nanosecondsNow();
    tally.change(-1, now);
    tally.record(now - line_.front());
    line_.pop_front();
    if (tally.count() == customers_) return ns3::Simulator::Stop();
    if (!line_.empty()) startService();
  }

  int64_t customers_;
  Delays gaps_;
  Delays services_;
  std::deque<int64_t> line_;
};

}  // namespace

int main(int count, char** words) {
  if (count != 4) return 64;
  useScheduler(words[1]);
  int64_t customers = std::atoll(words[2]);
  SingleServer queue(customers, std::strtoull(words[3], nullptr, 10));
  ns3::Simulator::Schedule(ns3::NanoSeconds(0), &SingleServer::arrive, &queue);
  runAndPrint("mm1", words[1], customers);
  queue.tally.print();
  std::printf("}\n");
  ns3::Simulator::Destroy();
}
