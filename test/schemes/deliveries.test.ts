/** Recorded deliveries of the four systems this gateway was built for. */
import { describe, expect, it, test } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { randomHex } from '../../src/gateway/random-hex.js';
import { readEvent, readIdentity, readSourceId } from '../../src/schemes/engine/read.js';
import type { Scheme } from '../../src/schemes/spec.js';
import { Refusal, type RefusalReason, type Verified } from '../../src/schemes/engine/verify.js';
import { readDeliveries, verifyVector, type RecordedDelivery } from './vectors.js';

const deliveries = readDeliveries();

const SCHEME_OF: Readonly<Record<string, string>> = {
  actuallycare: 'actuallycare',
  exampleapi: 'exampleapi',
  realestate: 'real-estate',
  carecycle: 'carecycle',
};

/** Where the gateway decides otherwise than the record suggests. The record leaves it open, so the reason stands here. */
const DECIDED: readonly { readonly why: RegExp; readonly reason: RefusalReason; readonly because: string }[] =
  [
    {
      why: /white-labelled header names/,
      reason: 'missing_signature',
      because: 'each header family is a scheme of its own; such a source is `standard`',
    },
  ];

function schemeOf({ system }: RecordedDelivery): Scheme {
  const scheme = schemes[SCHEME_OF[system] ?? ''];
  if (!scheme) throw new TypeError(system);
  return scheme;
}

function decisionOn({ policy, why }: RecordedDelivery): (typeof DECIDED)[number] | undefined {
  return policy ? DECIDED.find((decided) => decided.why.test(why)) : undefined;
}

function verified(delivery: RecordedDelivery): Verified {
  const result = verifyVector(schemeOf(delivery), delivery);
  if (result instanceof Refusal) throw new Error(`${delivery.why}: ${result.reason}`);
  return result;
}

const accepted = deliveries.filter((delivery) => delivery.valid && !decisionOn(delivery));
const refused = deliveries.filter(({ valid }) => !valid);
const named = (list: readonly RecordedDelivery[]) =>
  list.map((delivery) => [delivery.index, delivery.file, delivery.why, delivery] as const);

describe('genuine deliveries', () => {
  test.each(named(accepted))('#%i %s: %s', (_index, _file, _why, delivery) => {
    const result = verified(delivery);
    const { type, bodyNotParsable } = delivery.expect;
    if (type !== undefined) expect(readEvent(schemeOf(delivery), result)).toBe(type);
    if (bodyNotParsable) expect(readEvent(schemeOf(delivery), result)).toBeUndefined();
    if (delivery.system === 'carecycle') {
      expect(readSourceId(schemeOf(delivery), result)).toBe(delivery.headers['svix-id']);
    }
    if (delivery.system === 'actuallycare') expect(readSourceId(schemeOf(delivery), result)).toBeUndefined();
    if (delivery.system === 'exampleapi' || delivery.system === 'realestate') {
      expect(readSourceId(schemeOf(delivery), result)).toBe(delivery.expect.dedupeKey);
    }
  });
});

describe('false deliveries', () => {
  test.each(named(refused))('#%i %s: %s', (_index, _file, _why, delivery) => {
    expect(verifyVector(schemeOf(delivery), delivery)).toBeInstanceOf(Refusal);
  });
});

describe('deliveries the record leaves open', () => {
  test.each(DECIDED)('$why is refused: $because', ({ why, reason }) => {
    const found = deliveries.filter((delivery) => why.test(delivery.why));
    expect(found.length).toBeGreaterThan(0);
    for (const delivery of found) {
      expect(delivery.policy).toBe(true);
      expect(verifyVector(schemeOf(delivery), delivery)).toMatchObject({ reason });
    }
  });

  it('the refused white-labelled family is a genuine delivery of scheme `standard`', () => {
    const delivery = deliveries.find(({ why }) => why.startsWith('white-labelled'));
    if (!delivery || !schemes['standard']) throw new TypeError('no such delivery');
    expect(verifyVector(schemes['standard'], delivery)).not.toBeInstanceOf(Refusal);
  });
});

describe('identity', () => {
  const identityOf = (delivery: RecordedDelivery): string =>
    readIdentity(schemeOf(delivery), verified(delivery), 'default', randomHex);

  it('is equal for exactly the deliveries that are one', () => {
    const keyed = accepted.filter(({ expect: { dedupeKey } }) => dedupeKey !== undefined);
    for (const a of keyed) {
      for (const b of keyed.filter(({ system }) => system === a.system)) {
        const same = a.expect.dedupeKey === b.expect.dedupeKey;
        expect(identityOf(a) === identityOf(b), `#${a.index} and #${b.index}`).toBe(same);
      }
    }
  });

  it('is one for the prefixed, the bare and the upper-case form of one signature, whatever unsigned headers say', () => {
    const forms = accepted.filter(({ file }) => file === 'actuallycare/lead.created.compact.json');
    expect(forms.length).toBeGreaterThanOrEqual(6);
    expect(new Set(forms.map(identityOf)).size).toBe(1);
  });

  it('keeps two records of the same event in the same instant apart', () => {
    const [a, b] = ['a', 'b'].map((letter) =>
      accepted.find(({ file }) => file.endsWith(`same-instant-${letter}.json`)),
    );
    if (!a || !b) throw new TypeError('no such deliveries');
    expect(identityOf(a)).not.toBe(identityOf(b));
  });

  it('is not made of the signature, which changes with the secret', () => {
    for (const delivery of accepted) {
      const { headers } = delivery;
      const signature = headers['X-Webhook-Signature'] ?? headers['svix-signature'] ?? '';
      const [digest = ''] = /[0-9a-f]{64}$|[A-Za-z0-9+/]{43}=$/i.exec(signature) ?? [];
      expect(digest).not.toBe('');
      expect(identityOf(delivery).toLowerCase()).not.toContain(digest.toLowerCase());
    }
  });
});

it('every recorded delivery is accounted for', () => {
  expect(deliveries).toHaveLength(61);
  const open = deliveries.filter((delivery) => delivery.valid && decisionOn(delivery));
  expect(accepted.length + refused.length + open.length).toBe(61);
});
