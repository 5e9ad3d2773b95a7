// Module CloudTrail.
