/**
 * Payload mode `envelope`: the members of a JSON body that the source calls event, id, time and data get the names the
 * destination has for them. It works on the text: every value keeps its digits, escapes, blanks and doubled keys. Only
 * the names, and the places of members that were missing, are ours.
 */
import { readJson, readMembers, type Member, type Untranslatable } from '../text/json-text.js';
import type { Envelope, TimeFormat } from '../spec.js';
import { convertTime, writeTime } from '../text/time-text.js';
import type { EpochMs } from '../../model/time.js';

export interface EnvelopeInput {
  readonly body: Buffer;
  /** The message id, for a destination that has an id where the source has none. */
  readonly id: string;
  /** The event's name, for a body that has none. */
  readonly event: string | undefined;
  /** Epoch milliseconds, for a body without a time. */
  readonly receivedAt: EpochMs;
}

export type EnvelopeMapper = (input: EnvelopeInput) => Buffer | Untranslatable;

/**
 * The order: members that the body lacks come first (id, event, time), then the body's own in their own order, renamed
 * in place. Members that neither envelope knows stay as they are, and so does a source's id or time that the
 * destination has no name for. A missing data member stays missing (its content may stand at the top level); without
 * an envelope of the source the whole body is the data.
 *
 * A member that stays although its name is one of the destination's would be read as something it is not: `collision`.
 * Further reasons: `not_utf8`, `bom`, `not_json`, `not_object`, `doubled_key` (top level only), `no_event`,
 * `event_not_text`, and `time` if the formats differ and the destination's cannot say exactly that instant.
 *
 * @param rename the destination's name for an event of the source; left out: the same
 * @throws TypeError if one of the envelopes gives two of its members the same name.
 */
export function createEnvelopeMapper(
  source: Envelope | undefined,
  destination: Envelope,
  rename?: (event: string) => string,
): EnvelopeMapper {
  const sourceRoles = source ? rolesByName(source) : WHOLE_BODY;
  const destinationNames = rolesByName(destination);
  const sourceFormat = source?.timeFormat ?? 'iso';
  const destinationFormat = destination.timeFormat ?? 'iso';

  return function mapEnvelope({ body, id, event, receivedAt }) {
    const json = readJson(body);
    if ('reason' in json) return json;
    const members = source ? readMembers(json.text) : [wholeBody(json.text)];
    if (!members) return { reason: 'not_object' };

    const seen = new Set<string>();
    const kept: string[] = [];
    for (const member of members) {
      if (seen.has(member.name)) return { reason: 'doubled_key' };
      seen.add(member.name);
      const text = carry(member);
      if (typeof text !== 'string') return text;
      kept.push(text);
    }

    const added: string[] = [];
    if (isMissing('id', seen)) added.push(write('id', JSON.stringify(id)));
    if (isMissing('event', seen)) {
      if (event === undefined) return { reason: 'no_event' };
      added.push(write('event', JSON.stringify(event)));
    }
    if (isMissing('time', seen)) added.push(write('time', writeTimeValue(receivedAt, destinationFormat)));
    return Buffer.from(`{${[...added, ...kept].join(',')}}`);
  };

  /** @returns one member of the body as the destination is to read it. */
  function carry({ name, key, value }: Member): string | Untranslatable {
    const role = sourceRoles.get(name);
    if (role === undefined || destination[role] === undefined) {
      return destinationNames.has(name) ? { reason: 'collision' } : `${key}:${value}`;
    }
    if (role === 'event' && !value.startsWith('"')) return { reason: 'event_not_text' };
    if (role === 'event' && rename) return write(role, renamed(value, rename));
    if (role !== 'time' || sourceFormat === destinationFormat) return write(role, value);
    const time = convertTimeValue(value, sourceFormat, destinationFormat);
    return time === undefined ? { reason: 'time' } : write('time', time);
  }

  function write(role: Role, value: string): string {
    return `${JSON.stringify(destination[role])}:${value}`;
  }

  /** Whether the destination has a name for this role, and the body no member in it. */
  function isMissing(role: Role, seen: ReadonlySet<string>): boolean {
    const sourceName = source?.[role];
    return destination[role] !== undefined && (sourceName === undefined || !seen.has(sourceName));
  }
}

/** A name that stays keeps its spelling. */
function renamed(text: string, rename: (event: string) => string): string {
  const event = JSON.parse(text) as string;
  const name = rename(event);
  return name === event ? text : JSON.stringify(name);
}

const ROLES = ['id', 'event', 'time', 'data'] as const;
type Role = (typeof ROLES)[number];

/** @throws TypeError if two roles share a name. */
function rolesByName(envelope: Envelope): ReadonlyMap<string, Role> {
  const roles = new Map<string, Role>();
  for (const role of ROLES) {
    const name = envelope[role];
    if (name === undefined) continue;
    const other = roles.get(name);
    if (other) throw new TypeError(`an envelope names "${name}" as both its ${other} and its ${role}`);
    roles.set(name, role);
  }
  return roles;
}

/** A source without an envelope: its body counts as one member, which is the data and whose name is not written. */
const WHOLE_BODY: ReadonlyMap<string, Role> = new Map([['', 'data']]);

function wholeBody(text: string): Member {
  // A checked text has nothing but JSON's own blanks around its value.
  return { name: '', key: '""', value: text.trim() };
}

/** @returns a JSON value's text in another time format; undefined if it is no such time or would not stay exact. */
function convertTimeValue(value: string, from: TimeFormat, to: TimeFormat): string | undefined {
  const isString = value.startsWith('"');
  // `iso` is a JSON string, `s` and `ms` are JSON numbers; anything else is not this format.
  if (isString !== (from === 'iso')) return undefined;
  const converted = convertTime(isString ? (JSON.parse(value) as string) : value, from, to);
  return converted === undefined ? undefined : quoteTime(converted, to);
}

function writeTimeValue(epochMs: EpochMs, format: TimeFormat): string {
  return quoteTime(writeTime(epochMs, format), format);
}

function quoteTime(text: string, format: TimeFormat): string {
  return format === 'iso' ? JSON.stringify(text) : text;
}
