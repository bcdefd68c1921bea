import { describe, expect, test } from 'vitest';
import { post } from '../helpers/gateway.js';
import { deliver, expectProblem, freshBody, pairForTest, route } from './setup.js';

describe('a scheme may insist on its own acknowledgement', () => {
  const schemes = {
    picky: {
      signature: {
        header: 'X-Webhook-Signature',
        algorithm: 'hmac-sha256',
        encoding: 'hex',
        prefix: 'sha256=',
        content: '{body}',
      },
      event: [{ json: '/event' }],
      acknowledgement: { status: 202, contentType: 'application/json', body: '{"success":true}' },
    },
  };

  test('it stands for accepted, duplicate and filtered, and for nothing else', async () => {
    const { gw, up } = await pairForTest({
      reply: { status: 204, headers: { 'X-Own': '1' } },
      routes: (url) => [route(url, { from: 'picky', more: { events: ['lead.*'] } })],
      top: { schemes },
    });
    const body = freshBody();
    for (const [code, sent] of [
      ['accepted', body],
      ['duplicate', body],
      ['filtered', freshBody('call.ended')],
    ] as const) {
      const answer = await deliver(gw, { body: sent });
      expect(answer).toMatchObject({ status: 202, outcome: code });
      expect(answer.headers['content-type']).toBe('application/json');
      expect(answer.body.toString()).toBe('{"success":true}');
      expect(answer.id).toMatch(/^msg_/);
    }
    up.reply({ status: 500, body: 'no' });
    expect(await deliver(gw)).toMatchObject({ status: 500, outcome: 'failed', body: Buffer.from('no') });
    expectProblem(await post(`${gw.url}/a`, 'x'), 'missing_signature');
  });
});

describe("a scheme may insist on refusals without a body (Xero's check of an endpoint)", () => {
  test('every refusal of the route is bare: an empty body and no content type', async () => {
    const { gw } = await pairForTest({ routes: (url) => [route(url, { from: 'xero' })] });
    const signature = { 'x-xero-signature': 'AAAA6knJfQLT6sL6BJkm/OMLPAPNUmm33qWnM4mnAFk=' };
    const body = '{"events":[]}';
    const large = 'x'.repeat(2_000_000);
    const coded = { ...signature, 'Content-Encoding': 'gzip' };
    for (const [sent, headers, status, outcome] of [
      [body, signature, 401, 'invalid_signature'],
      [body, {}, 401, 'missing_signature'],
      [body, coded, 415, 'unsupported_encoding'],
      [large, signature, 413, 'too_large'],
    ] as const) {
      const answer = await post(`${gw.url}/a`, sent, headers);
      expect(answer).toMatchObject({ status, outcome, body: Buffer.alloc(0) });
      expect(answer.headers['content-type']).toBeUndefined();
    }
    const got = await fetch(`${gw.url}/a`);
    expect(got.status).toBe(405);
    expect(got.headers.get('allow')).toBe('POST');
    expect(await got.text()).toBe('');
    expectProblem(await post(`${gw.url}/nowhere`, 'x'), 'not_found');
  });
});
