extension ConformanceTopic {
  /// Every topic we answer, by name; a case file on any other is a failure.
  static let all: [ConformanceTopic] = [
    .balancedAllocation,
    .brokenLinear,
    .certificateRenewal,
    .cfsBandwidth,
    .clusterAutoscalerUtilization,
    .cpuCgroup,
    .cpuWeightSharing,
    .evictionRanking,
    .gpuSharing,
    .hpaBehavior,
    .hpaReplicaCalculator,
    .karpenterEvictionCost,
    .kedaScale,
    .limitRange,
    .memoryHigh,
    .migPlacement,
    .nodeResourcesFitFilter,
    .nodeResourcesFitScore,
    .oomScoreAdjustment,
    .qosClass,
    .resourceQuota,
    .taintToleration,
    .tokenBucket,
    .trafficMisc,
  ]
}
