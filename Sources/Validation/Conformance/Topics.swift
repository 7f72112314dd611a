extension ConformanceTopic {
  /// Every topic we answer, by name; a case file on any other is a failure.
  static let all: [ConformanceTopic] = [
    .imageLocality,
    .interPodAffinityScore,
    .percentageOfNodesToScore,
    .preemption,
    .schedulingBackoff,
    .topologySpreadFilter,
    .topologySpreadScore,
  ]
}
