/** One request with several signatures, each judged by its receiver's own library or, where none is here, by hand. */
import { createHmac } from 'node:crypto';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { describe, expect, test } from 'vitest';
import { secretFor } from '../helpers/secrets.js';
import type { Received } from '../helpers/upstream.js';
import { deliver, freshBody, pairForTest, route } from './setup.js';

const SHARED = secretFor('svix');
const GITHUB = secretFor('github', 'g');
const STRIPE = secretFor('stripe', 't');

/** What a receiver gets under these further schemes. */
async function received(alsoSign: readonly unknown[], to = 'svix'): Promise<Received> {
  const { gw, up } = await pairForTest({
    routes: (url) => [route(url, { to, destination: { alsoSign } })],
  });
  expect((await deliver(gw, { body: freshBody() })).outcome).toBe('accepted');
  const [request] = up.received;
  if (!request) throw new Error('nothing arrived');
  return request;
}

function hmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

describe('destination.alsoSign', () => {
  test('a request verifies by Svix, Standard Webhooks, Stripe and GitHub at once', async () => {
    const { headers, body } = await received([
      { scheme: 'standard', secrets: [SHARED] },
      { scheme: 'stripe', secrets: [STRIPE] },
      { scheme: 'github', secrets: [GITHUB] },
    ]);
    const texts = headers as Record<string, string>;
    expect(new SvixWebhook(SHARED).verify(body, texts)).toEqual(JSON.parse(body.toString()));
    expect(new StandardWebhook(SHARED).verify(body, texts)).toEqual(JSON.parse(body.toString()));
    expect(() => new StandardWebhook(secretFor('standard', 'x')).verify(body, texts)).toThrow();
    const { time, v1 } = /^t=(?<time>\d{10}),v1=(?<v1>[0-9a-f]{64})$/.exec(texts['stripe-signature'] ?? '')
      ?.groups ?? { time: '', v1: '' };
    expect(v1).toBe(hmac(STRIPE, `${time}.${body.toString()}`));
    expect(texts['x-hub-signature-256']).toBe(`sha256=${hmac(GITHUB, body.toString())}`);
    expect(texts).toMatchObject({
      'svix-id': texts['webhook-gateway-id'],
      'webhook-id': texts['webhook-gateway-id'],
      'x-github-event': 'lead.created',
    });
  });

  test('a list of secrets signs with all of them, where receivers of that scheme read a list', async () => {
    const old = secretFor('standard', 'o');
    const { headers, body } = await received([{ scheme: 'standard', secrets: [SHARED, old] }], 'github');
    for (const secret of [SHARED, old]) {
      new StandardWebhook(secret).verify(body, headers as Record<string, string>);
    }
  });

  test('the destination’s own scheme alone decides what a status means', async () => {
    const own = (scheme: string, alsoSign: string) =>
      pairForTest({
        // Final to ActuallyCare, worth a retry to Standard Webhooks.
        reply: 422,
        routes: (url) => [
          route(url, {
            from: 'exampleapi',
            to: scheme,
            destination: { alsoSign: [{ scheme: alsoSign, secrets: [secretFor(alsoSign)] }] },
          }),
        ],
      });
    const send = async (pair: Awaited<ReturnType<typeof own>>) =>
      (await deliver(pair.gw, { from: 'exampleapi', body: '{"id":"evt_1","type":"a","data":{}}' })).outcome;
    expect(await send(await own('actuallycare', 'standard'))).toBe('rejected');
    expect(await send(await own('standard', 'actuallycare'))).toBe('failed');
  });

  test('what is sent has one value of each header, whatever the source carries', async () => {
    const { gw, up } = await pairForTest({
      routes: (url) => [
        route(url, {
          from: 'box',
          to: 'standard',
          destination: {
            alsoSign: [{ scheme: 'hubspot-v1', secrets: [secretFor('hubspot-v1')] }],
            forwardHeaders: ['X-HubSpot-Signature-Version'],
          },
        }),
      ],
    });
    const body = '{"id":"1","trigger":"a"}';
    const answer = await deliver(gw, { from: 'box', body, headers: { 'X-HubSpot-Signature-Version': 'v9' } });
    expect(answer.outcome).toBe('accepted');
    const names = (up.received[0]?.rawHeaders ?? [])
      .filter((_, i) => i % 2 === 0)
      .map((n) => n.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    expect(up.received[0]?.headers['x-hubspot-signature-version']).toBe('v1');
  });
});
