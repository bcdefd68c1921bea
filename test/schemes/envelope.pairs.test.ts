import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { createEnvelopeMapper } from '../../src/schemes/payload/envelope.js';
import { readJson, readMembers } from '../../src/schemes/text/json-text.js';
import type { Envelope } from '../../src/schemes/spec.js';

const FOLDER = new URL('../payloads/', import.meta.url);
const MANIFEST = JSON.parse(readFileSync(new URL('manifest.json', FOLDER), 'utf8')) as readonly {
  file: string;
}[];

/** Each scheme with the folder of the bodies that its providers send. */
const SCHEMES: Readonly<Record<string, string | undefined>> = {
  actuallycare: 'actuallycare/',
  exampleapi: 'exampleapi/',
  'real-estate': 'realestate/',
  standard: 'carecycle/',
  stripe: undefined,
};

const REFUSED: Readonly<Record<string, string>> = {
  'actuallycare/appointment.booked.duplicate-keys.json': '(doubled_key)',
  'exampleapi/user.created.bom.json': '(bom)',
};

/** Their times have milliseconds, for which a destination in seconds has no place. */
const FINER_THAN_SECONDS: readonly string[] = [
  'actuallycare/escrow.updated.unicode-raw.json',
  'actuallycare/escrow.updated.unicode-escaped-upper.json',
  'carecycle/customer.created.compact.json',
  'carecycle/customer.updated.pretty2.json',
];

const pairs = Object.keys(SCHEMES).flatMap((from) => Object.keys(SCHEMES).map((to) => ({ from, to })));

describe.each(pairs)('from $from to $to', ({ from, to }) => {
  const source = envelopeOf(from);
  const destination = envelopeOf(to);
  const sameFormat = source.timeFormat === destination.timeFormat;

  const own = MANIFEST.filter(({ file }) => SCHEMES[from] !== undefined && file.startsWith(SCHEMES[from]));
  it.for(own)('carries $file member by member, or refuses it with the reason expected', ({ file }) => {
    const body = readFileSync(new URL(file, FOLDER));
    const mapped = map(source, destination, body);
    const refused =
      REFUSED[file] ?? (!sameFormat && FINER_THAN_SECONDS.includes(file) ? '(time)' : undefined);
    if (refused) {
      expect(mapped).toBe(refused);
      return;
    }
    const before = readMembers(body.toString('utf8')) ?? [];
    const after = (readMembers(mapped) ?? []).slice(-before.length);
    const names = new Map(roles(source).map(([role, name]) => [name, destination[role] ?? name]));
    expect(after.map(({ name }) => name)).toEqual(before.map(({ name }) => names.get(name) ?? name));
    for (const [index, { name, value }] of before.entries()) {
      if (sameFormat || name !== source.time) expect(after[index]?.value).toBe(value);
    }
    // What the destination will read: its own names, each once, all but the data there.
    const expected = roles(destination).filter(
      ([role]) => role !== 'data' || before.some((m) => m.name === source.data),
    );
    expect(readMembers(mapped)?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(expected.map(([, name]) => name)),
    );
  });

  it('and back again gives the same members text for text', () => {
    fc.assert(
      fc.property(bodiesOf(source, destination), (before) => {
        const mapped = map(source, destination, before);
        expect(readJson(Buffer.from(mapped))).not.toHaveProperty('reason');
        // A destination without an id drops nothing, but the way back has to make one up.
        const needsId = source.id !== undefined && destination.id === undefined;
        // An id made up on the way there has no name on the way back, and stays.
        const keepsId = source.id === undefined && destination.id !== undefined;
        const name = needsId ? source.id : keepsId ? destination.id : undefined;
        const expected = name === undefined ? before : `{"${name}":"msg_1",${before.slice(1)}`;
        expect(map(destination, source, mapped)).toBe(expected);
      }),
      { numRuns: 40 },
    );
  });
});

describe.each(Object.keys(SCHEMES))('to %s', (to) => {
  const destination = envelopeOf(to);
  const sources = [undefined, ...Object.keys(SCHEMES).map(envelopeOf)];

  it('junk is answered without throwing', () => {
    const junk = fc.oneof(
      fc.uint8Array().map((array) => Buffer.from(array)),
      fc.json().map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(junk, (body) => {
        for (const source of sources) map(source, destination, body);
      }),
    );
  });

  it('every collected body of any origin is one JSON object afterwards, or refused', () => {
    for (const { file } of MANIFEST) {
      const body = readFileSync(new URL(file, FOLDER));
      for (const source of sources) {
        const mapped = map(source, destination, body);
        if (!mapped.startsWith('(')) expect(readMembers(mapped), file).toBeDefined();
      }
    }
  });
});

function envelopeOf(name: string): Envelope {
  const envelope = schemes[name]?.envelope;
  if (!envelope) throw new Error(`no envelope in scheme ${name}`);
  return { timeFormat: 'iso', ...envelope };
}

type Role = 'id' | 'event' | 'time' | 'data';
function roles(envelope: Envelope): [Role, string][] {
  return (['id', 'event', 'time', 'data'] as const).flatMap((role) => {
    const name = envelope[role];
    return name === undefined ? [] : [[role, name] as [Role, string]];
  });
}

/** The mapped text, or the reason in parentheses. */
function map(source: Envelope | undefined, destination: Envelope, body: string | Buffer): string {
  const input = {
    body: Buffer.from(body),
    id: 'msg_1',
    event: 'header.event',
    receivedAt: 1_781_179_200_000,
  };
  const result = createEnvelopeMapper(source, destination)(input);
  return 'reason' in result ? `(${result.reason})` : result.toString('utf8');
}

/** Bodies without blanks between members, whose times every format can say; an id only where both sides have one. */
function bodiesOf(source: Envelope, destination: Envelope): fc.Arbitrary<string> {
  const value = fc
    .tuple(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(undefined, 1, '\t'))
    .map(([json, indent]) => JSON.stringify(json, null, indent));
  const time = fc
    .integer({ min: 1_000_000_000, max: 9_999_999_999 })
    .map((seconds) =>
      source.timeFormat === 's' ? `${seconds}` : `"${new Date(seconds * 1_000).toISOString()}"`,
    );
  const event = fc.string().map((text) => JSON.stringify(text));
  const unknown = fc.array(fc.tuple(fc.string(), value));
  return fc.record({ id: value, event, time, data: value, unknown }).map((parts) => {
    const members = new Map(parts.unknown.map(([name, text]) => [`x-${name}`, text]));
    for (const [role, name] of roles(source)) {
      if (role !== 'id' || destination.id !== undefined) members.set(name, parts[role]);
    }
    return `{${[...members].map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
  });
}
