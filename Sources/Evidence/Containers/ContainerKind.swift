public import ByteIO

/// How a file holds a disk.
public enum ContainerKind: Hashable, Sendable {
  /// The disk's bytes as they are.
  case raw
  /// The disk's bytes as they are, in files `.001`, `.002` ... or `.aa`, `.ab` ...
  case splitRaw
  /// Expert Witness Format, EnCase's E01.
  case ewf
  /// Virtual Hard Disk of Virtual PC and older Hyper-V.
  case vhd
  /// Virtual Hard Disk, version 2, of Hyper-V.
  case vhdx
  /// VMware's virtual disk.
  case vmdk
  /// QEMU's copy-on-write disk.
  case qcow2
  /// VirtualBox's disk.
  case vdi

  /// The kind with its article, such as "an E01 image".
  public var text: String {
    switch self {
    case .raw: "a raw image"
    case .splitRaw: "a split raw image"
    case .ewf: "an E01 image"
    case .vhd: "a VHD image"
    case .vhdx: "a VHDX image"
    case .vmdk: "a VMDK image"
    case .qcow2: "a qcow2 image"
    case .vdi: "a VDI image"
    }
  }
}

// MARK: - Recognising

extension ContainerKind {
  /// The bytes of a file's beginning that recognition looks at.
  public static let headByteCount = 512
  /// The bytes of a file's end that recognition looks at: the footer of a fixed VHD.
  public static let tailByteCount = 512

  /// Recognises a container that has a signature; nil for anything else, which a raw image may be.
  ///
  /// - Parameters:
  ///   - head: the first bytes, at best 512.
  ///   - headCount: how many bytes of `head` are meant.
  ///   - tail: the last bytes, at best 512.
  ///   - tailCount: how many bytes of `tail` are meant.
  public init?(head: RawSpan, headCount: Int, tail: RawSpan, tailCount: Int) {
    let headCount = min(headCount, head.byteCount)
    let tailCount = min(tailCount, tail.byteCount)
    func begins(_ signature: [UInt8], at offset: Int = 0) -> Bool {
      offset + signature.count <= headCount && head.matches(signature, at: offset)
    }
    if begins(EWFFormat.signature) || begins(EWFFormat.logicalSignature)
      || begins(EWFFormat.version2Signature)
    {
      self = .ewf
    } else if begins(VHDXFormat.signature) {
      self = .vhdx
    } else if begins(QCOW2Format.signature) {
      self = .qcow2
    } else if begins(VMDKFormat.sparseSignature) || begins(VMDKFormat.hostedSignature)
      || begins(VMDKFormat.descriptorSignature)
    {
      self = .vmdk
    } else if begins(VDIFormat.signature, at: VDIFormat.signatureOffset) {
      self = .vdi
    } else if begins(VHDFormat.signature)
      || VHDFormat.footerOffset(inTail: tail, count: tailCount) != nil
    {
      self = .vhd
    } else {
      return nil
    }
  }

  /// Recognises the container that `source` holds; nil when it has no signature.
  ///
  /// - Throws: when neither its beginning nor its end can be read.
  public init?(_ source: any ByteSource) throws(ByteSourceError) {
    var head = ByteBuffer(capacity: Self.headByteCount)
    var tail = ByteBuffer(capacity: Self.tailByteCount)
    let headCount = try head.fill(from: source, at: 0)
    var tailCount = 0
    if source.byteCount >= Int64(Self.tailByteCount) {
      tailCount = try tail.fill(from: source, at: source.byteCount - Int64(Self.tailByteCount))
    }
    self.init(head: head.bytes, headCount: headCount, tail: tail.bytes, tailCount: tailCount)
  }
}
