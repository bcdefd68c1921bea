/** Headers as an object, for people and programs that take them so: of a repeated name the last value stays. */
import type { RawHeaders } from './delivery.js';

export function headerObject(headers: RawHeaders): Record<string, string> {
  const object: Record<string, string> = {};
  for (let i = 0; i < headers.length; i += 2) object[headers[i] ?? ''] = headers[i + 1] ?? '';
  return object;
}
