/// Little's law for a closed loop: N clients that each wait R for an answer and think for Z complete X = N / (R + Z) requests per unit of time.
///
/// J. D. C. Little, "A Proof for the Queuing Formula: L = λW", Operations Research 9 (1961).
public enum LittlesLaw {
  /// |X(R + Z) − N| / N: how far throughput, response time and number of clients contradict each other, 0 for not at all.
  ///
  /// - Parameters:
  ///   - throughput: X, per second.
  ///   - response: R, mean, seconds.
  ///   - thinkTime: Z, mean, seconds.
  /// - Returns: nil without clients.
  public static func error(throughput: Double, response: Double, thinkTime: Double = 0, clients: Double) -> Double? {
    guard clients > 0 else { return nil }
    return abs(throughput * (response + thinkTime) - clients) / clients
  }
}
