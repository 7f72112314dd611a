// The hold model: hold <scheduler> <pending> <operations> <seed>
#include "support.h"

namespace {

class Hold {
 public:
  Hold(int64_t operations, uint64_t seed) : left_(operations), delays_(seed, 1) {}

  // Every event schedules one in its place.
  void happen() {
    if (left_ == 0) return ns3::Simulator::Stop();
    left_ -= 1;
    schedule();
  }

  void schedule() { ns3::Simulator::Schedule(delays_.next(), &Hold::happen, this); }

 private:
  int64_t left_;
  Delays delays_;
};

}  // namespace

int main(int count, char** words) {
  if (count != 5) return 64;
  useScheduler(words[1]);
  int64_t pending = std::atoll(words[2]);
  int64_t operations = std::atoll(words[3]);
  Hold hold(operations, std::strtoull(words[4], nullptr, 10));
  for (int64_t event = 0; event < pending; event += 1) hold.schedule();
  std::string bench = "hold-" + std::to_string(pending);
  runAndPrint(bench.c_str(), words[1], operations);
  std::printf(", \"clock_s\": %.6f}\n", static_cast<double>(nanosecondsNow()) / 1e9);
  // Destroying takes out what is pending one by one; the end of the process is quicker.
  std::fflush(stdout);
  std::_Exit(0);
}
