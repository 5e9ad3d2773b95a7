/// Writes records in CloudTrail's own member order, compact, into a buffer of bytes.
struct RecordWriter {
  /// How the owner's copy shows a foreign caller: both forms are documented.
  enum ForeignIdentity { case full, accountOnly }

  private var bytes: [UInt8] = []
  private(set) var count = 0

  mutating func begin() {
    bytes = Array("{\"Records\":[".utf8)
    count = 0
  }

  mutating func end() { bytes.append(contentsOf: "]}".utf8) }

  /// Hands over what is written and not yet taken.
  mutating func take() -> [UInt8] {
    defer { bytes.removeAll() }
    return bytes
  }

  /// Appends a record as it stands.
  mutating func append(_ record: String) {
    if count > 0 { bytes.append(UInt8(ascii: ",")) }
    bytes.append(contentsOf: record.utf8)
    count += 1
  }

  static func time(_ seconds: Int) -> String {
    let days = seconds / 86400 - 20_779  // 2026-11-22
    let (hour, minute, second) = (seconds % 86400 / 3600, seconds % 3600 / 60, seconds % 60)
    return "\(day(days))T\(two(hour)):\(two(minute)):\(two(second))Z"
  }

  /// Days from 2026-11-22 on, through the end of the year after.
  static func day(_ offset: Int) -> String {
    let lengths = [30, 31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var (day, month) = (22 + offset, 0)
    while day > lengths[month] {
      day -= lengths[month]
      month += 1
    }
    let year = month < 2 ? 2026 : 2027
    return "\(year)-\(two(month < 2 ? month + 11 : month - 1))-\(two(day))"
  }

  static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  static func identity(_ caller: Caller, invokedBy: String?, _ random: inout SeededRandom) -> String
  {
    let invoked = invokedBy.map { ",\"invokedBy\":\"\($0)\"" } ?? ""
    switch caller {
    case .role(let account, let name):
      // A role has a few hundred sessions, each with its own credentials.
      var credentials = SeededRandom(seed: UInt64(account) ?? 0, part: UInt64(random.below(400)))
      let session = "i-\(credentials.hex(17))"
      return self.session(
        session,
        ofRole: name,
        account,
        accessKey: credentials.hex(9).uppercased(),
        more: invoked
      )
    case .user(let account, let name):
      return
        "{\"type\":\"IAMUser\",\"principalId\":\"AIDA\(account)USER\",\"arn\":\"arn:aws:iam::\(account):user/\(name)\",\"accountId\":\"\(account)\",\"accessKeyId\":\"AKIAEXAMPLE000001234\",\"userName\":\"\(name)\"\(invoked)}"
    case .root(let account):
      return
        "{\"type\":\"Root\",\"principalId\":\"\(account)\",\"arn\":\"arn:aws:iam::\(account):root\",\"accountId\":\"\(account)\",\"accessKeyId\":\"\"\(invoked)}"
    case .service(let name, let scope):
      let inScope = scope.map {
        ",\"inScopeOf\":{\"sourceArn\":\"arn:aws:fsx:us-east-1:\($0):file-system/fs-1\",\"sourceAccount\":\"\($0)\",\"issuerType\":\"AWS::FSx::FileSystem\"}"
      }
      return "{\"type\":\"AWSService\",\"invokedBy\":\"\(name)\"\(inScope ?? "")}"
    }
  }

  /// `userIdentity` of a role's session; `more` are members behind the session's context.
  static func session(
    _ session: String,
    ofRole name: String,
    _ account: String,
    accessKey: String,
    more: String
  ) -> String {
    let id = roleID(account, name)
    return
      "{\"type\":\"AssumedRole\",\"principalId\":\"\(id):\(session)\",\"arn\":\"arn:aws:sts::\(account):assumed-role/\(name)/\(session)\",\"accountId\":\"\(account)\",\"accessKeyId\":\"ASIAEXAMPLE\(accessKey)\",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\",\"principalId\":\"\(id)\",\"arn\":\"arn:aws:iam::\(account):role/app/\(name)\",\"accountId\":\"\(account)\",\"userName\":\"\(name)\"},\"attributes\":{\"creationDate\":\"2026-11-21T23:58:00Z\",\"mfaAuthenticated\":\"false\"}}\(more)}"
  }

  static func roleID(_ account: String, _ name: String) -> String {
    "AROA\(account)\(name.uppercased().filter { $0 != "-" })"
  }

  /// The record of a call as `recipient` gets it.
  static func record(
    _ call: KMSCall,
    recipient: String,
    eventID: String,
    foreign: ForeignIdentity? = nil,
    extra: String = "",
    _ random: inout SeededRandom
  ) -> String {
    var identity = identity(call.caller, invokedBy: call.service?.raw, &random)
    if let given = call.identity { identity = given }
    if foreign == .accountOnly, case .role(let account, let name) = call.caller {
      identity =
        "{\"type\":\"AWSAccount\",\"principalId\":\"\(roleID(account, name)):s\",\"accountId\":\"\(account)\"}"
    }
    let source =
      call.service?.raw ?? "10.\(random.below(250)).\(random.below(250)).\(random.below(250))"
    let (error, named) = errorMembers(call)
    let resources =
      named && !call.keys.isEmpty
      ? "\"resources\":["
        + call.keys.map {
          "{\"accountId\":\"\(KMSCall.owner(of: $0))\",\"type\":\"AWS::KMS::Key\",\"ARN\":\"\($0)\"}"
        }.joined(separator: ",") + "]," : ""
    let parameters = named && !call.parameters.isEmpty ? "{\(call.parameters)}" : "null"
    let additional = call.additional.isEmpty ? "" : "\"additionalEventData\":{\(call.additional)},"
    let shared = call.sharedEventID.isEmpty ? "" : "\"sharedEventID\":\"\(call.sharedEventID)\","
    return
      "{\"eventVersion\":\"1.11\",\"userIdentity\":\(identity),\"eventTime\":\"\(time(call.time))\",\"eventSource\":\"kms.amazonaws.com\",\"eventName\":\"\(call.operation)\",\"awsRegion\":\"\(call.region)\",\"sourceIPAddress\":\"\(source)\",\"userAgent\":\"\(call.service?.raw ?? agent)\",\(error)\"requestParameters\":\(parameters),\"responseElements\":\(call.response),\(additional)\"requestID\":\"\(random.uuid())\",\"eventID\":\"\(eventID)\",\"readOnly\":true,\(resources)\"eventType\":\"AwsApiCall\",\"managementEvent\":true,\"recipientAccountId\":\"\(recipient)\",\(shared)\(extra)\"eventCategory\":\"Management\",\"tlsDetails\":{\"tlsVersion\":\"TLSv1.3\",\"cipherSuite\":\"TLS_AES_128_GCM_SHA256\",\"clientProvidedHostHeader\":\"kms.\(call.region).amazonaws.com\",\"keyExchange\":\"X25519MLKEM768\"}}"
  }

  private static let agent =
    "aws-sdk-java/2.31.50 md/io#sync md/http#Apache ua/2.1 os/Linux#5.10.240-238.955.amzn2.x86_64 lang/java#21.0.8 md/OpenJDK_64-Bit_Server_VM#21.0.8+9-LTS md/vendor#Amazon.com_Inc. exec-env/AWS_ECS_EC2 cfg/retry-mode#standard m/D,N"

  /// Error members, and whether the record names the key beside them.
  private static func errorMembers(_ call: KMSCall) -> (String, Bool) {
    let key = call.keys.first ?? "*"
    let refusal =
      "\"errorCode\":\"AccessDenied\",\"errorMessage\":\"User: \(call.caller.principal) is not authorized to perform: kms:\(call.operation) on resource: \(key) because no resource-based policy allows the kms:\(call.operation) action\","
    switch call.ending {
    case .ok: return ("", true)
    case .denied: return (refusal, true)
    case .deniedByMessage: return (refusal, false)
    case .throttled:
      return (
        "\"errorCode\":\"ThrottlingException\",\"errorMessage\":\"You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.\",",
        true
      )
    case .notFound:
      return (
        "\"errorCode\":\"NotFoundException\",\"errorMessage\":\"Key '\(key)' does not exist\",",
        false
      )
    case .failed(let code):
      return (
        "\"errorCode\":\"\(code)\",\"errorMessage\":\"The request could not be done.\",", true
      )
    }
  }
}
