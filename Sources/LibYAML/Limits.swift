/// Bounds on what hostile YAML may ask for.
public enum Limits {
  /// Bytes of a file. Largest rule of Azure-Sentinel: 70 KiB.
  public static let fileByteCount = 4 << 20
  /// Lists and mappings inside each other. Real rules: 6.
  public static let depth = 64
  /// Events of a file. Real rules: 200.
  static let eventCount = 1_000_000
}
