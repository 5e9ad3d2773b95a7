/// Where a nightly run reads and writes.
///
/// Paths are absolute, and no text has control characters: whoever makes one checks that.
package struct NightlyPlan: Hashable, Sendable {
  /// S3 URL of what holds the folders of the accounts, with a `/` at its end.
  package var source: String
  /// Of the fetched logs.
  package var logs: String
  package var store: String
  package var reports: String
  /// nil without.
  package var configuration: String?
  package var program: String
  /// Where the script is to lie.
  package var script: String
  package var user: String
  package var hour: Int
  package var minute: Int

  package init(
    source: String,
    logs: String,
    store: String,
    reports: String,
    configuration: String?,
    program: String,
    script: String,
    user: String,
    hour: Int,
    minute: Int
  ) {
    (self.source, self.logs, self.store, self.reports) = (source, logs, store, reports)
    (self.configuration, self.program, self.script) = (configuration, program, script)
    (self.user, self.hour, self.minute) = (user, hour, minute)
  }

  /// Script, service, timer and cron table.
  package var files: [ReportFile] {
    [
      ReportFile(text: nightlyScript, name: "kmsaudit-night"),
      ReportFile(text: service, name: "kmsaudit.service"),
      ReportFile(text: timer, name: "kmsaudit.timer"),
      ReportFile(text: cronTable, name: "kmsaudit.cron"),
    ]
  }

  /// All files, each with a line that names it.
  package var text: String {
    files.map { "#### \($0.name)\n\(String(decoding: $0.bytes, as: UTF8.self))" }
      .joined(separator: "\n")
  }
}

extension ReportFile {
  fileprivate init(text: String, name: String) {
    self.init(name: name) { $0(Array(text.utf8)) }
  }
}

// MARK: - systemd and cron

extension NightlyPlan {
  /// systemd.service(5), systemd.exec(5).
  private var service: String {
    """
    # /etc/systemd/system/kmsaudit.service
    [Unit]
    Description=Audit of the use of AWS KMS keys
    Documentation=man:kmsaudit(1)
    Wants=network-online.target
    After=network-online.target

    [Service]
    Type=oneshot
    User=\(user)
    ExecStart=/bin/sh \(Self.systemd(script, isCommand: true))
    # A finding at or above --fail-on (1) and an incomplete input (2) are failures that somebody
    # should see; OnFailure= in [Unit] names a unit that tells them.
    Nice=10
    IOSchedulingClass=idle
    NoNewPrivileges=true
    PrivateTmp=true
    ProtectSystem=strict
    ReadWritePaths=\(writable.joined(separator: " "))

    """
  }

  /// systemd.timer(5); a night on which the machine was off is made up for.
  private var timer: String {
    """
    # /etc/systemd/system/kmsaudit.timer
    [Unit]
    Description=Audit of the use of AWS KMS keys, every night

    [Timer]
    OnCalendar=*-*-* \(Self.twoDigits(hour)):\(Self.twoDigits(minute)):00 UTC
    Persistent=true

    [Install]
    WantedBy=timers.target

    """
  }

  /// crontab(5), in the form of a file in `/etc/cron.d`.
  private var cronTable: String {
    let command = "/bin/sh " + Self.shell(script)
    return """
      # /etc/cron.d/kmsaudit, in place of service and timer; the time is the machine's own.
      PATH=/usr/local/bin:/usr/bin:/bin
      \(minute) \(hour) * * * \(user) \(command.replacing("%", with: "\\%"))

      """
  }

  private var writable: [String] {
    let folder = store[..<(store.lastIndex(of: "/") ?? store.startIndex)]
    return [logs, folder.isEmpty ? "/" : String(folder), reports].map { path in
      // One that is not there yet is no error.
      Self.systemd("-" + path, isCommand: false)
    }
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }

  /// Quoted by the rules of systemd.syntax(7), with `%` for no specifier; in a command `$` is for no
  /// variable either.
  private static func systemd(_ text: String, isCommand: Bool) -> String {
    var quoted = "\""
    for character in text {
      switch character {
      case "\\", "\"": quoted += "\\\(character)"
      case "%": quoted += "%%"
      case "$" where isCommand: quoted += "$$"
      default: quoted.append(character)
      }
    }
    return quoted + "\""
  }
}

// MARK: - The script

extension NightlyPlan {
  static func shell(_ text: String) -> String { "'\(text.replacing("'", with: "'\\''"))'" }

  private var nightlyScript: String {
    """
    #!/bin/sh
    # \(script)
    # Fetches the CloudTrail logs of yesterday and today, in UTC, and audits them.
    # With a number N as its argument it fetches N days: to begin with, or after nights that failed.
    # Ends with the status of the scan, and with 75 when only the fetching failed.
    # It reads by these permissions: s3:ListBucket, s3:GetObject, and kms:Decrypt where the bucket's
    # objects are encrypted under a key.
    set -eu
    source=\(Self.shell(source))
    logs=\(Self.shell(logs))
    store=\(Self.shell(store))
    reports=\(Self.shell(reports))
    days=${1:-2}
    failed=0

    # The UTC days from the first on, as in the paths of the trail.
    dates() {
      now=$(date -u +%s)
      back=$((days - 1))
      while [ "$back" -ge 0 ]; do
        date -u -d "@$((now - back * 86400))" +%Y/%m/%d
        back=$((back - 1))
      done
    }

    # folders URL: the names of the folders in it.
    folders() {
      list=$(aws s3 ls "$1") || return
      printf '%s\\n' "$list" | sed -n 's|^ *PRE \\([a-z0-9-]*\\)/$|\\1|p'
    }

    # missed URL: goes on without it.
    missed() {
      printf 'kmsaudit-night: not fetched: %s\\n' "$1" >&2
      failed=75
    }

    mkdir -p "$logs" "$reports"
    dates=$(dates)
    accounts=$(folders "$source") || missed "$source"
    for account in $accounts; do
      trail=$account/CloudTrail/
      regions=$(folders "$source$trail") || missed "$source$trail"
      for region in $regions; do
        for date in $dates; do
          place=$trail$region/$date/
          aws s3 sync "$source$place" "$logs/$place" --only-show-errors || missed "$source$place"
        done
      done
    done

    status=0
    \(Self.shell(program)) scan "$logs" --store "$store" --reports "$reports" --quiet \\
      --wait 3600 --log-format json --summary "$reports/mail.txt"\(option) || status=$?
    [ "$status" -ne 0 ] || status=$failed
    exit "$status"

    """
  }

  private var option: String {
    configuration.map { " \\\n  --config \(Self.shell($0))" } ?? ""
  }
}
