/** What only asking for a key from elsewhere can tell. */
export const KEY_REASONS = [
  'missing_key_id',
  'unreadable_key_id',
  'key_unpinned',
  'unknown_key',
  'certificate_refused',
  'owner_mismatch',
] as const;
export type KeyReason = (typeof KEY_REASONS)[number];

/** Why a delivery is refused; a closed list. */
export type RefusalReason =
  | 'missing_signature'
  | 'missing_time'
  | 'missing_id'
  | 'repeated_header'
  | 'conflicting_headers'
  | 'unreadable_signature'
  | 'unreadable_time'
  | 'unreadable_id'
  | 'unreadable_event'
  | 'query_unexpected'
  | 'form_incomplete'
  | 'border_in_value'
  | 'unknown_version'
  | 'json_too_deep'
  | 'body_not_json'
  | 'body_not_text'
  | 'mismatch'
  | KeyReason
  | 'too_old'
  | 'too_new';
