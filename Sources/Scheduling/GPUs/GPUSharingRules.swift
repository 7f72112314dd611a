/// Whether the device plugin gives a container that many replicas of shared GPUs.
///
/// More than one replica brings no more compute, so a cluster may refuse it
/// (`failRequestsGreaterThanOne`, off by default). Source: NVIDIA k8s-device-plugin at 1b826ac.
package func admitsReplicas(_ request: Int64, failsAboveOne: Bool) -> Bool {
  request <= 1 || !failsAboveOne
}
