/**
 * Members of a JSON object in order of their names, as `name=value` with `&` between. What could be cut in two ways is
 * not read at all: a name with `=` or `&`, a value in which a further member would begin.
 */
import { scalarOf } from '../text/json-value.js';

/** Where a value would end, and a name begin. */
const FURTHER_MEMBER = /&[^&]*=/;

/** @returns null for what is no object, holds anything but scalars and null (which is empty), or has two readings */
export function sortedMembers(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const members: string[] = [];
  for (const name of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[name];
    const text = member === null ? '' : scalarOf(member);
    if (text === undefined || /[&=]/.test(name) || FURTHER_MEMBER.test(text)) return null;
    members.push(`${name}=${text}`);
  }
  return members.join('&');
}
