package import EventCore

/// How fast an autoscaler may move, and how long it remembers (`spec.behavior`).
///
/// Source: `pkg/controller/podautoscaler/horizontal.go` of Kubernetes 1.36.
package struct HPABehavior: Sendable {
  package var scaleUp: ScalingRules
  package var scaleDown: ScalingRules

  /// The defaults: up at once, by the larger of 4 pods and a doubling every 15 s; down to anything,
  /// after 300 s.
  package init(
    scaleUp: ScalingRules = ScalingRules(
      policies: [
        .init(.pods(4), period: .seconds(15)), .init(.percent(100), period: .seconds(15)),
      ],
      stabilizationWindow: .zero
    ),
    scaleDown: ScalingRules = ScalingRules(
      policies: [.init(.percent(100), period: .seconds(15))],
      stabilizationWindow: .seconds(300)
    )
  ) {
    self.scaleUp = scaleUp
    self.scaleDown = scaleDown
  }
}

/// The rules of one direction.
package struct ScalingRules: Sendable {
  /// Which policy counts: the one that allows the most change, the least, or no change at all.
  package enum Selection: String, Sendable {
    case most = "Max"
    case least = "Min"
    case disabled = "Disabled"
  }

  /// So much change within a period.
  package struct Policy: Sendable {
    package enum Amount: Sendable {
      case pods(Int)
      case percent(Int)
    }

    package var amount: Amount
    package var period: SimDuration

    package init(_ amount: Amount, period: SimDuration) {
      self.amount = amount
      self.period = period
    }
  }

  package var selection: Selection
  package var policies: [Policy]
  package var stabilizationWindow: SimDuration

  package init(
    selection: Selection = .most,
    policies: [Policy],
    stabilizationWindow: SimDuration = .zero
  ) {
    self.selection = selection
    self.policies = policies
    self.stabilizationWindow = stabilizationWindow
  }
}

/// A number of replicas that was recommended, and how long ago.
package struct PastRecommendation: Sendable {
  package var replicas: Int
  package var age: SimDuration

  package init(replicas: Int, age: SimDuration) {
    self.replicas = replicas
    self.age = age
  }
}

/// A change of replicas that was made, without its sign, and how long ago.
package struct ScaleEvent: Sendable {
  package var change: Int
  package var age: SimDuration

  package init(change: Int, age: SimDuration) {
    self.change = change
    self.age = age
  }
}

/// What an autoscaler remembers.
package struct ScalingHistory: Sendable {
  package var recommendations: [PastRecommendation]
  package var ups: [ScaleEvent]
  package var downs: [ScaleEvent]

  package init(
    recommendations: [PastRecommendation] = [],
    ups: [ScaleEvent] = [],
    downs: [ScaleEvent] = []
  ) {
    self.recommendations = recommendations
    self.ups = ups
    self.downs = downs
  }
}

/// What kept a recommendation from being followed; the names are the API's condition reasons.
package enum ScalingLimit: String, Sendable {
  case none = "DesiredWithinRange"
  case tooFew = "TooFewReplicas"
  case tooMany = "TooManyReplicas"
  case scaleUpRate = "ScaleUpLimit"
  case scaleDownRate = "ScaleDownLimit"
}
