import JSONScan

extension KeyEvent {
  /// What the key's state is after an event that took effect, as `KeyState` of the API names it, and
  /// `Deleted`; nil for one that does not change it.
  ///
  /// CancelKeyDeletion leaves a key disabled (KMS Developer Guide, Key states of AWS KMS keys).
  var keyState: String? {
    let states = [
      "EnableKey": "Enabled", "DisableKey": "Disabled", "ScheduleKeyDeletion": "PendingDeletion",
      "CancelKeyDeletion": "Disabled", "DeleteImportedKeyMaterial": "PendingImport",
      "DeleteExpiredKeyMaterial": "PendingImport", "ImportKeyMaterial": "Enabled",
      "DeleteKey": "Deleted",
    ]
    return states[eventName].map { string(.keyState) ?? $0 }
  }
}
