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
  test('what is not signed, or not well, hears a bare 401; what is refused for else a document', async () => {
    const { gw } = await pairForTest({ routes: (url) => [route(url, { from: 'xero' })] });
    const signature = { 'x-xero-signature': 'AAAA6knJfQLT6sL6BJkm/OMLPAPNUmm33qWnM4mnAFk=' };
    for (const [headers, outcome] of [
      [signature, 'invalid_signature'],
      [{}, 'missing_signature'],
    ] as const) {
      const answer = await post(`${gw.url}/a`, '{"events":[]}', headers);
      expect(answer).toMatchObject({ status: 401, outcome, body: Buffer.alloc(0) });
      expect(answer.headers['content-type']).toBeUndefined();
    }
    expectProblem(await post(`${gw.url}/nowhere`, 'x'), 'not_found');
  });
});
