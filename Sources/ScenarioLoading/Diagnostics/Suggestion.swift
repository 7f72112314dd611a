/// Returns the accepted word that a misspelt one most likely stands for.
///
/// It must be within a third of the word's length in edits; of equals the first one wins. A word
/// that is accepted as it stands is wrong for another reason.
func suggestion(for word: String, among accepted: some Sequence<String>) -> String? {
  // Beyond this a word is no misspelling, and the distance would cost time.
  guard word.utf8.count <= 64, !word.isEmpty else { return nil }
  let allowed = max(1, min(3, word.count / 3))
  var best: (word: String, distance: Int)?
  for candidate in accepted {
    let distance = editDistance(word.lowercased(), candidate.lowercased())
    if distance == 0, word == candidate { return nil }
    if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.word
}

/// Returns the help line for a misspelt word, if it resembles an accepted one.
package func didYouMean(_ word: String, among accepted: some Sequence<String>) -> String? {
  suggestion(for: word, among: accepted).map { "did you mean \(quoted($0))?" }
}

/// Counts the insertions, deletions, substitutions and swaps of neighbours between two words.
///
/// Optimal string alignment: Damerau's distance without editing a swapped pair again.
func editDistance(_ first: String, _ second: String) -> Int {
  let (a, b) = (Array(first.unicodeScalars), Array(second.unicodeScalars))
  guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in 1...a.count {
    var row = [i] + [Int](repeating: 0, count: b.count)
    for j in 1...b.count {
      let substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      row[j] = min(last[j] + 1, row[j - 1] + 1, substitution)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        row[j] = min(row[j], beforeLast[j - 2] + 1)
      }
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
