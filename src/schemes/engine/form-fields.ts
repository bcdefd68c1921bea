/** The fields of a form, of either kind, for signatures that name single ones. */
import { formPairs } from './form.js';
import { isMultipart, multipartFields, type Field } from './multipart.js';

/** @returns undefined if the body is no form, or one that another reader could take for another. */
export function formFields(contentType: string, body: Buffer): readonly Field[] | undefined {
  if (isMultipart(contentType)) return multipartFields(contentType, body);
  // A line end is in every multipart form and in no urlencoded one: which it is the bytes say, not the unsigned type.
  return hasLineEnd(body) ? undefined : formPairs(contentType, body);
}

function hasLineEnd(body: Buffer): boolean {
  return body.includes(0x0a) || body.includes(0x0d);
}

/** @returns undefined if there is no such field, null if it cannot be read without doubt: twice, or a file */
export function fieldValue(fields: readonly Field[] | undefined, name: string): string | undefined | null {
  const found = fields?.filter(([field]) => field === name) ?? [];
  if (found.length === 0) return undefined;
  return found.length > 1 ? null : (found[0]?.[1] ?? null);
}
