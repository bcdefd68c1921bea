/** Handshakes: what the library answers is what the gateway answers to the same request. */
import { createPrivateKey, createPublicKey, sign as signBytes } from 'node:crypto';
import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { webhook, type WebhookOptions } from '../../src/library/express.js';
import {
  answerHandshake,
  schemes,
  sign,
  verifyRequest,
  type HandshakeReply,
  type HandshakeRequest,
} from '../../src/library/index.js';
import { answersWith } from '../../src/schemes/engine/handshake-hash.js';
import { selfSigned, type Credentials } from '../helpers/certificates.js';
import { post, startTestGateway, type Answer, type TestGateway } from '../helpers/gateway.js';
import { secretFor } from '../helpers/secrets.js';
import { readProviderFiles, type Asked, type Question } from '../schemes/provider-files.js';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:ours';
const CERTIFICATE = 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem';
const SUBSCRIBE = 'https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=t';
const PUBLIC_URL = 'https://hooks.example.com/in';

const questions = readProviderFiles()
  .flatMap((file) => file.questions)
  .filter(({ scheme }) => scheme !== 'aws-sns');
const asking = Object.keys(schemes).filter((name) => schemes[name]?.handshakes);
let sns: Credentials;
let gw: TestGateway;

beforeAll(async () => {
  sns = selfSigned({ names: 'DNS:sns.amazonaws.com', kind: 'rsa' });
  const env: Record<string, string> = {};
  const routes = asking.map((name) => {
    env[`SECRET_${variableOf(name)}`] = secretFor(name);
    const token = tokenOf(name);
    if (token !== undefined) env[`TOKEN_${variableOf(name)}`] = token;
    return `
  - name: ${name}
    path: /${name}
    source: { scheme: ${name}, ${sourceOf(name)} }
    destination: { url: "http://127.0.0.1:1/", scheme: none, reason: nobody is asked here }`;
  });
  gw = await startTestGateway(`routes:${routes.join('')}\n`, {
    env,
    fetchKey: ({ address }) =>
      Promise.resolve({
        status: 200,
        body: Buffer.from(address === CERTIFICATE ? sns.cert : ''),
        maxAge: undefined,
      }),
  });
});
afterAll(() => gw.stop());

function variableOf(name: string): string {
  return name.replaceAll('-', '_');
}

function sourceOf(name: string): string {
  const { handshakes = [], keys, signature } = schemes[name] ?? {};
  const token = tokenOf(name) === undefined ? [] : [`handshakeToken: { env: "TOKEN_${variableOf(name)}" }`];
  const hashes = handshakes.length > 0 && answersWith(schemes[name] ?? (undefined as never), 'url');
  const url = hashes || signature?.content?.includes('{url') ? [`publicUrl: "${PUBLIC_URL}"`] : [];
  const access = `keyAccess: { id: { env: "SECRET_${variableOf(name)}" }, secret: { env: "SECRET_${variableOf(name)}" } }`;
  if (name === 'aws-sns') return `owner: "${TOPIC}"`;
  return [...(keys ? [access] : [`secrets: [{ env: "SECRET_${variableOf(name)}" }]`]), ...token, ...url].join(
    ', ',
  );
}

/** The one with which the provider's question comes. */
function tokenOf(name: string): string | undefined {
  return questions.find(({ scheme }) => scheme === name)?.asked.token;
}

/** What is asked, as it goes over the wire. */
interface Wire {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function wireOf(scheme: string, { method = 'POST', target = '/', body = '', ...asked }: Asked): Wire {
  const query = target.includes('?') ? target.slice(target.indexOf('?')) : '';
  const signed = asked.verified
    ? sign({ scheme, secrets: [secretFor(scheme)], id: 'msg_1', body, contentType: 'application/json' })
    : {};
  return { method, url: `/${scheme}${query}`, headers: { ...signed, ...asked.headers }, body };
}

function requestOf(scheme: string, wire: Wire, secrets = [secretFor(scheme)]): HandshakeRequest {
  const handshakeToken = tokenOf(scheme);
  const { keys } = schemes[scheme] ?? {};
  return {
    ...wire,
    scheme,
    secrets: keys && scheme !== 'aws-sns' ? [] : secrets,
    publicUrl: PUBLIC_URL,
    ...(handshakeToken !== undefined && { handshakeToken }),
    ...(scheme === 'aws-sns' && { owner: { topic: TOPIC } }),
  };
}

function ask({ method, url, headers, body }: Wire): Promise<Answer> {
  return post(gw.url + url, body, headers, method);
}

/** Without what every answer has. */
function toldBy({ status, headers, body }: Answer): unknown {
  const usual = ['connection', 'content-length', 'date', 'keep-alive', 'webhook-gateway-outcome'];
  const own = Object.entries(headers).filter(([name]) => !usual.includes(name));
  return { status, headers: Object.fromEntries(own), body: body.toString() };
}

function told(reply: HandshakeReply | undefined): unknown {
  if (!reply) return undefined;
  const { status, headers, body } = reply;
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { status, headers: Object.fromEntries(lower) as unknown, body: body ?? '' };
}

const named = questions.map((question) => [question.scheme, question] as const);

describe('answerHandshake', () => {
  test('is compared for every scheme with handshakes', () => {
    expect([...new Set([...questions.map(({ scheme }) => scheme), 'aws-sns'])].sort()).toEqual(asking);
  });

  test.for(named)('answers %s as the gateway does', async ([scheme, { asked }]) => {
    const wire = wireOf(scheme, asked);
    const answer = await ask(wire);
    expect(answer.outcome).toBe('challenge');
    expect(told(answerHandshake(requestOf(scheme, wire)))).toEqual(toldBy(answer));
  });

  test.for(named.filter(([, { asked }]) => asked.verified))(
    'knows no question of %s that somebody else signed, as the gateway does',
    async ([scheme, { asked }]) => {
      const wire = wireOf(scheme, asked);
      const forged = { ...wire, body: `${wire.body} ` };
      expect((await ask(forged)).outcome).toBe('invalid_signature');
      expect(answerHandshake(requestOf(scheme, forged))).toBeUndefined();
    },
  );

  test.for(named.filter(([scheme]) => tokenOf(scheme) !== undefined))(
    'refuses %s without the token, as the gateway does',
    async ([scheme, { asked }]) => {
      const { handshakeToken, ...without } = requestOf(scheme, wireOf(scheme, asked));
      expect(handshakeToken).toBeDefined();
      const reply = answerHandshake(without);
      expect(reply).toMatchObject({ status: 403 });
      if (asked.target?.includes('verify_token') !== true) return;
      const wrong = wireOf(scheme, { ...asked, target: asked.target.replace('word', 'another') });
      const answer = await ask(wrong);
      expect([answer.status, answer.outcome]).toEqual([403, 'forbidden']);
      expect(answerHandshake(requestOf(scheme, wrong))).toEqual(reply);
      expect(JSON.stringify(reply)).not.toContain('1158201444');
    },
  );

  test.each(asking)('takes an ordinary request to %s for none', (scheme) => {
    const wire = wireOf(scheme, { body: '{"type":2,"event":"a.b"}' });
    expect(answerHandshake(requestOf(scheme, wire))).toBeUndefined();
  });

  test.each([
    ['notion', 'secret_madeup0123456789'],
    ['asana', 'b537'],
  ])('tells the secret that %s hands over, before there is any', (scheme, secret) => {
    const { asked } = questions.find((one) => one.scheme === scheme) as Question;
    expect(answerHandshake(requestOf(scheme, wireOf(scheme, asked), []))).toMatchObject({ secret });
  });

  test('names the address that Amazon SNS wants asked first, at a host of its own alone', async () => {
    const confirmation = (address: string): string => {
      const message: Record<string, string> = {
        Message: 'You have chosen to subscribe',
        MessageId: 'id-1',
        SubscribeURL: address,
        Timestamp: new Date().toISOString(),
        Token: 't',
        TopicArn: TOPIC,
        Type: 'SubscriptionConfirmation',
      };
      const text = Object.entries(message).map(([name, value]) => `${name}\n${value}\n`);
      const signature = signBytes('sha256', Buffer.from(text.join('')), createPrivateKey(sns.key));
      const more = { SignatureVersion: '2', SigningCertURL: CERTIFICATE };
      return JSON.stringify({ ...message, ...more, Signature: signature.toString('base64') });
    };
    const publicKey = createPublicKey(sns.key).export({ type: 'spki', format: 'pem' }).toString();
    const wire = wireOf('aws-sns', { body: confirmation(SUBSCRIBE) });
    const answer = await ask(wire);
    expect(answer.outcome).toBe('challenge');
    const reply = answerHandshake(requestOf('aws-sns', wire, [publicKey]));
    expect(reply).toMatchObject({ confirms: SUBSCRIBE });
    expect(told(reply)).toEqual(toldBy(answer));
    const elsewhere = wireOf('aws-sns', { body: confirmation('https://sns.evil.example/?Token=t') });
    expect((await ask(elsewhere)).status).toBeGreaterThanOrEqual(400);
    expect(answerHandshake(requestOf('aws-sns', elsewhere, [publicKey]))).toMatchObject({ status: 403 });
  });
});

const META = { scheme: 'meta', secrets: [secretFor('meta')], handshakeToken: 'word' };
const QUESTION = '/in?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=word';

describe('verifyRequest', () => {
  const of = (target: string, init?: RequestInit): Request => new Request(`http://10.0.0.1${target}`, init);

  test('hands over the answer to give', async () => {
    const result = await verifyRequest(of(QUESTION), META);
    if (result.ok || result.reason !== 'handshake') throw new Error(JSON.stringify(result));
    const response = new Response(result.answer.body, result.answer);
    expect([response.status, await response.text()]).toEqual([200, '1158201444']);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  test('refuses a wrong token, and what is no question though it comes like one', async () => {
    expect(await verifyRequest(of(QUESTION.replace('word', 'wrong')), META)).toMatchObject({
      reason: 'handshake',
      status: 403,
    });
    expect(await verifyRequest(of('/in'), META)).toEqual({
      ok: false,
      reason: 'method_not_allowed',
      status: 405,
    });
  });

  test('still takes what is delivered', async () => {
    const body = '{"object":"page"}';
    const headers = sign({ ...META, id: 'm', body });
    expect(await verifyRequest(of('/in', { method: 'POST', headers, body }), META)).toMatchObject({
      ok: true,
    });
  });
});

describe('webhook()', () => {
  async function serve(options: WebhookOptions): Promise<{ url: string; handled: () => number }> {
    let handled = 0;
    const app = express();
    app.all('/in', webhook(options), (_request, response) => {
      handled++;
      response.sendStatus(204);
    });
    const onError: express.ErrorRequestHandler = (error, _request, response, next) => {
      if (response.headersSent) next(error);
      else response.sendStatus(500);
    };
    app.use(onError);
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, handled: () => handled };
  }

  test('answers the question itself, and its handler never hears of it', async () => {
    const { url, handled } = await serve(META);
    const answer = await post(url + QUESTION, '', {}, 'GET');
    expect([answer.status, answer.body.toString()]).toEqual([200, '1158201444']);
    const wrong = await post(url + QUESTION.replace('word', 'wrong'), '', {}, 'GET');
    expect([wrong.status, wrong.body.toString()]).toEqual([403, expect.stringContaining('"forbidden"')]);
    const none = await post(`${url}/in`, '', {}, 'GET');
    expect([none.status, none.headers['allow']]).toEqual([405, 'POST']);
    expect(handled()).toBe(0);
    const body = '{"object":"page"}';
    expect((await post(`${url}/in`, body, sign({ ...META, id: 'm', body }))).status).toBe(204);
    expect(handled()).toBe(1);
  });

  test('wants to know who keeps the secret that a question brings, and answers once that is kept', async () => {
    const notion = { scheme: 'notion', secrets: [secretFor('notion')] };
    expect(() => webhook(notion)).toThrow('onHandshake is missing');
    const kept: (string | undefined)[] = [];
    const { url } = await serve({
      ...notion,
      onHandshake: ({ secret }) => {
        if (kept.length > 0) throw new Error('there is one already');
        kept.push(secret);
      },
    });
    const body = '{"verification_token":"secret_madeup0123456789"}';
    expect((await post(`${url}/in`, body)).status).toBe(200);
    expect(kept).toEqual(['secret_madeup0123456789']);
    expect((await post(`${url}/in`, body)).status).toBe(500);
  });
});
