package import Domain

/// A figure, how it is known and where it was found.
package struct Constant: Hashable, Sendable {
  package var value: Double
  /// As a scenario writes it behind the number, for example `ms` or `Gi`; empty for counts.
  package var unit: String
  package var pedigree: Pedigree
  package var source: String

  package init(_ value: Double, _ unit: String, _ pedigree: Pedigree, _ source: String) {
    self.value = value
    self.unit = unit
    self.pedigree = pedigree
    self.source = source
  }

  /// A count, or money in the currency of its source.
  package init(_ value: Double, _ pedigree: Pedigree, _ source: String) {
    self.init(value, "", pedigree, source)
  }

  /// A length of time in the unit that suits it, rounded to a thousandth of that.
  package init(seconds: Double, _ pedigree: Pedigree, _ source: String) {
    let (scale, unit) =
      seconds >= 1e-3 ? (1e3, "ms") : seconds >= 1e-6 ? (1e6, "us") : (1e9, "ns")
    self.init((seconds * scale * 1000).rounded() / 1000, unit, pedigree, source)
  }

  /// The number without its unit, in as few digits as tell it from others.
  package var number: String { Int64(exactly: value).map(String.init) ?? "\(value)" }

  /// As a scenario writes it.
  package var text: String { number + unit }
}

/// A part of a scenario that the catalogue can write.
package indirect enum Setting: Sendable {
  /// A word that is no quantity.
  case word(String)
  case constant(Constant)
  /// A mapping; a scenario may override any of its fields by itself.
  case fields([Field])
  /// A mapping of which only one field is given; overridden as a whole by another one.
  case choice(Field)
  /// Overridden as a whole.
  case list([Setting])

  /// A setting under its key.
  package struct Field: Sendable {
    package var key: String
    package var setting: Setting

    package init(_ key: String, _ setting: Setting) {
      self.key = key
      self.setting = setting
    }

    package init(_ key: String, _ constant: Constant) { self.init(key, .constant(constant)) }
  }

  /// Every constant with the path at which it stands, in order.
  package func constants(at path: String = "") -> [(path: String, constant: Constant)] {
    func below(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
    switch self {
    case .word: return []
    case .constant(let constant): return [(path, constant)]
    case .choice(let field): return field.setting.constants(at: below(field.key))
    case .fields(let fields):
      return fields.flatMap { $0.setting.constants(at: below($0.key)) }
    case .list(let items):
      return items.enumerated().flatMap { $0.element.constants(at: "\(path)[\($0.offset)]") }
    }
  }
}
