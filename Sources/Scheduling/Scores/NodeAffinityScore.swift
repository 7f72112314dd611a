/// NodeAffinity's score from 0 to 100, relative to the feasible node with the most preferred.
package func nodeAffinityScore(_ weight: Int64, most: Int64) -> Int64 {
  most == 0 ? 0 : 100 * weight / most
}
