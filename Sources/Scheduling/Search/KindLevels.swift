/// The nodes of one kind of pod by *level*: what fine topology keys say about them.
///
/// A level is a vector of counts, one for each input whose key differs from node to node. Nodes
/// start at level 0, where no pod of interest is about; few ever leave it. Each level has a plane
/// of scores of its own, in which the nodes of other levels are out of the question.
struct KindLevels {
  struct Level {
    var plane: Int
    var vector: [Int32]
  }

  /// What plane 0 has for a slot that is at another level.
  static let elsewhere: ScorePlanes.Score = -2

  private(set) var levels: [Level] = []
  /// By level and stratum: nodes that have room for the pod, whatever filters on other pods say.
  var fitting: [Int32] = []
  /// By level and class: all nodes.
  private(set) var members: [Int32] = []
  let classes: Int
  let strata: Int
  /// By slot; empty while all are at level 0.
  private var ofSlot: [Int32] = []
  private var unused: [Int] = []

  /// - Parameters:
  ///   - plane: of level 0.
  ///   - width: how many counts a vector has.
  ///   - classSizes: how many nodes each class has.
  ///   - strata: how many strata there are.
  init(plane: Int, width: Int, classSizes: [Int], strata: Int) {
    classes = classSizes.count
    self.strata = strata
    levels = [Level(plane: plane, vector: Array(repeating: 0, count: width))]
    fitting = Array(repeating: 0, count: strata)
    members = classSizes.map { Int32($0) }
  }

  var basePlane: Int { levels[0].plane }

  func level(of slot: Int) -> Int { ofSlot.isEmpty ? 0 : Int(ofSlot[slot]) }

  func plane(of slot: Int) -> Int { levels[level(of: slot)].plane }

  /// The level of a vector, a new one with a plane of its own if there is none.
  ///
  /// - Complexity: O(levels), of which there are few at a time.
  mutating func number(of vector: [Int32], _ planes: inout ScorePlanes) -> Int {
    for number in levels.indices where levels[number].plane >= 0 {
      if levels[number].vector == vector { return number }
    }
    let level = Level(plane: planes.addPlane(), vector: vector)
    if let number = unused.popLast() {
      levels[number] = level
      return number
    }
    levels.append(level)
    fitting.append(contentsOf: repeatElement(0, count: strata))
    members.append(contentsOf: repeatElement(0, count: classes))
    return levels.count - 1
  }

  /// Moves a slot to a level; its score stays behind and must be set anew.
  mutating func move(
    _ slot: Int,
    of members: Int,
    _ stratum: Int,
    to level: Int,
    slots: Int,
    _ planes: inout ScorePlanes
  ) {
    let old = self.level(of: slot)
    if ofSlot.isEmpty { ofSlot = Array(repeating: 0, count: slots) }
    let score = planes.set(levels[old].plane, slot, to: old == 0 ? Self.elsewhere : -1)
    if score >= 0 { fitting[old * strata + stratum] -= 1 }
    self.members[old * classes + members] -= 1
    self.members[level * classes + members] += 1
    ofSlot[slot] = Int32(level)
    if level == 0 { _ = planes.set(levels[0].plane, slot, to: -1) }
    if old != 0 { retire(old, &planes) }
  }

  /// Gives back the plane of a level that no node is at any more.
  private mutating func retire(_ level: Int, _ planes: inout ScorePlanes) {
    for index in level * classes..<(level + 1) * classes where members[index] != 0 { return }
    planes.giveBack(levels[level].plane)
    levels[level].plane = -1
    unused.append(level)
  }
}
