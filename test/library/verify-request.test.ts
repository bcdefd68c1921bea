/** `verifyRequest`: the library for servers whose requests are those of `fetch`. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'svix';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sign, verifyRequest, type VerifyRequestResult } from '../../src/library/index.js';
import { toRequest } from './to-request.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OPTIONS = { scheme: 'svix', secrets: [SECRET] } as const;
const BODY = '{ "type": "contact.created",\n  "name": "Zoë" }';

function signedRequest(body: string | Uint8Array<ArrayBuffer> = BODY, signed = body): Request {
  const at = new Date();
  const signature = new Webhook(SECRET).sign('msg_1', at, Buffer.from(signed).toString());
  const headers = {
    'svix-id': 'msg_1',
    'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
    'svix-signature': signature,
  };
  return new Request('https://app.internal/in?a=1', { method: 'POST', headers, body });
}

describe('verifyRequest', () => {
  test('gives what the official library signed, with its bytes as they came', async () => {
    const result = await verifyRequest(signedRequest(), OPTIONS);
    expect(result).toMatchObject({ ok: true, id: 'msg_1', event: 'contact.created', secretIndex: 0 });
    expect(Buffer.from((result as { body: Uint8Array }).body).toString()).toBe(BODY);
  });

  test('refuses an altered body with 401', async () => {
    const result = await verifyRequest(signedRequest(`${BODY} `, BODY), OPTIONS);
    expect(result).toEqual({ ok: false, reason: 'mismatch', status: 401 });
  });

  test('takes as many bytes as it is told, and reads no more of a longer body', async () => {
    const limit = { ...OPTIONS, maxBodySize: Buffer.byteLength(BODY) };
    expect(await verifyRequest(signedRequest(), limit)).toMatchObject({ ok: true });
    const longer = await verifyRequest(signedRequest(), { ...limit, maxBodySize: limit.maxBodySize - 1 });
    expect(longer).toEqual({ ok: false, reason: 'body_too_large', status: 413 });
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(1024));
      },
    });
    const request = new Request('https://a.example/', {
      method: 'POST',
      body: endless,
      duplex: 'half',
    });
    expect(await verifyRequest(request, { ...OPTIONS, maxBodySize: 10_000 })).toMatchObject({ status: 413 });
    expect(pulled).toBeLessThan(20);
  });

  test('of a scheme that signs the URL wants the public one, and adds the query that came', async () => {
    const url = 'https://hooks.example.com/sms?step=1';
    const body = 'Body=hi&From=%2B15550100';
    const text = `${url}BodyhiFrom+15550100`;
    const signature = createHmac('sha1', 'auth-token-of-twilio').update(text).digest('base64');
    const of = (target: string): Request =>
      new Request(target, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
        body,
      });
    const options = {
      scheme: 'twilio',
      secrets: ['auth-token-of-twilio'],
      publicUrl: 'https://hooks.example.com/sms',
    };
    expect(await verifyRequest(of('http://10.0.0.1/sms?step=1'), options)).toMatchObject({ ok: true });
    expect(await verifyRequest(of('http://10.0.0.1/sms?step=2'), options)).toMatchObject({ ok: false });
    const { publicUrl, ...without } = options;
    await expect(verifyRequest(of(publicUrl), without)).rejects.toThrow('publicUrl is missing');
  });

  test('says that the body was read before', async () => {
    const request = signedRequest();
    await request.text();
    await expect(verifyRequest(request, OPTIONS)).rejects.toThrow('the body was read before');
  });

  test('of a faulty scheme or secret is an exception that names the fault', async () => {
    await expect(verifyRequest(signedRequest(), { ...OPTIONS, scheme: 'svixx' })).rejects.toThrow('svixx');
    await expect(verifyRequest(signedRequest(), { ...OPTIONS, secrets: [] })).rejects.toThrow('secrets');
  });
});

describe('behind a server', () => {
  let url: string;
  let last: VerifyRequestResult | undefined;
  const server = createServer((request, response) => {
    void verifyRequest(toRequest(request), OPTIONS).then((result) => {
      last = result;
      response.writeHead(result.ok ? 204 : result.status).end();
    });
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    server.close();
  });

  test('a delivery that this library signed passes, and a forgery is refused', async () => {
    const headers = sign({ ...OPTIONS, id: 'msg_2', body: BODY });
    const post = (body: string): Promise<Response> => fetch(url, { method: 'POST', headers, body });
    expect((await post(BODY)).status).toBe(204);
    expect(last).toMatchObject({ ok: true, id: 'msg_2' });
    expect((await post(`${BODY} `)).status).toBe(401);
  });
});
