/** Traces, as a collector gets them over OTLP/HTTP. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startCollector, type CollectedSpan, type Collector } from '../helpers/collector.js';
import { post } from '../helpers/gateway.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { until } from '../helpers/servers.js';
import { startUpstream } from '../helpers/upstream.js';
import { queuePair } from './queue.js';
import { destinationOf, routeTo } from './several.js';
import { configText, deliver, freshBody, pairForTest, route, type Pair, type PairOptions } from './setup.js';

const SENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const [, SENT_TRACE = '', SENT_SPAN = ''] = SENT.split('-');

/** Sets the standard variables for this test, and gives what they say as the gateway's own. */
function variables(more: Readonly<Record<string, string>>): Record<string, string> {
  for (const [name, value] of Object.entries(more)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return { ...more };
}

async function collectorForTest(): Promise<Collector> {
  const collector = await startCollector();
  onTestFinished(() => collector.close());
  return collector;
}

function asking(collector: Collector, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return variables({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '50',
    ...more,
  });
}

interface Traced extends Pair {
  readonly collector: Collector;
  /** The spans of the one trace that there is, once its answer is among them. */
  readonly one: () => Promise<CollectedSpan[]>;
}

async function traced(
  options: PairOptions = {},
  more: Readonly<Record<string, string>> = {},
): Promise<Traced> {
  const collector = await collectorForTest();
  const pair = await pairForTest({ ...options, env: asking(collector, more) });
  return { ...pair, collector, one: () => theTrace(collector) };
}

/** It is complete when the server's span has come, which is made last, and the attempts that were told. */
async function theTrace(collector: Collector, attempts = 0): Promise<CollectedSpan[]> {
  const complete = (): boolean =>
    collector.spans.some(({ kind }) => kind === 2) &&
    collector.spans.filter(({ name }) => name === 'attempt').length >= attempts;
  await until('the collector has the trace', complete);
  const [traceId = '', ...others] = collector.traceIds();
  expect(others).toEqual([]);
  return collector.trace(traceId);
}

const named = (spans: readonly CollectedSpan[]): string[] => spans.map(({ name }) => name);

function span(spans: readonly CollectedSpan[], name: string): CollectedSpan {
  const found = spans.find((one) => one.name === name);
  if (!found) throw new Error(`no span ${name} among ${named(spans).join(', ')}`);
  return found;
}

describe('a delivery is one trace', () => {
  test('whose attempt names the socket behind which the receiver stands', async () => {
    const url = 'http+unix:///nowhere/app.sock:/hooks';
    const { gw, one } = await traced({ routes: () => [route(url)] });
    expect((await deliver(gw)).outcome).toBe('unreachable');
    const { attributes } = span(await one(), 'attempt');
    expect(attributes).toMatchObject({ 'url.full': url, 'server.address': '/nowhere/app.sock' });
    expect(attributes).not.toHaveProperty('server.port');
  });

  test('with a span for each step, in order, below the one of the request', async () => {
    const { gw, up, one } = await traced();
    const { id } = await deliver(gw);
    const spans = await one();
    expect(named(spans)).toEqual(['POST /a', 'receive', 'verify', 'claim', 'translate', 'attempt']);
    const [root, ...steps] = spans;
    expect(root?.parentSpanId).toBe('');
    expect(new Set(steps.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([root?.spanId]));
    for (const { start, end } of spans) expect(end >= start).toBe(true);
    expect(root?.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/a',
      'url.path': '/a',
      'client.address': '127.0.0.1',
      'http.response.status_code': 200,
      'webhook_gateway.route': 'a',
      'webhook_gateway.destination': 'default',
      'webhook_gateway.outcome': 'accepted',
      'webhook_gateway.message_id': id,
      'webhook_gateway.event': 'lead.created',
    });
    expect(root?.kind).toBe(2);
    expect(span(spans, 'claim').attributes).toEqual({ 'webhook_gateway.claims': ['new'] });
    expect(up.received).toHaveLength(1);
  });

  test("with the receiver's answer at the attempt, and the attempt's own context in its traceparent", async () => {
    const { gw, up, one } = await traced({ reply: 503 });
    const { id } = await deliver(gw);
    const spans = await one();
    const attempt = span(spans, 'attempt');
    expect(attempt.attributes).toEqual({
      'http.request.method': 'POST',
      'http.response.status_code': 503,
      'url.full': `${up.url}/`.slice(0, -1),
      'server.address': '127.0.0.1',
      'server.port': up.port,
      'error.type': '503',
      'webhook_gateway.route': 'a',
      'webhook_gateway.destination': 'default',
      'webhook_gateway.message_id': id,
      'webhook_gateway.attempt': 1,
      'webhook_gateway.result': 'retry',
    });
    expect([attempt.kind, attempt.status]).toEqual([3, 2]);
    expect(up.received[0]?.headers['traceparent']).toBe(`00-${attempt.traceId}-${attempt.spanId}-01`);
    expect(span(spans, 'POST /a')).toMatchObject({ status: 2, attributes: { 'error.type': 'failed' } });
  });

  test('that ends at the step which refused it, and says why', async () => {
    const { gw, one } = await traced();
    const body = freshBody();
    await post(`${gw.url}/a`, body, signHeaders('actuallycare', secretFor('actuallycare', 'z'), body));
    const spans = await one();
    expect(named(spans)).toEqual(['POST /a', 'receive', 'verify']);
    expect(span(spans, 'verify')).toMatchObject({
      status: 2,
      attributes: { 'error.type': 'invalid_signature', 'webhook_gateway.reason': 'mismatch' },
    });
    expect(span(spans, 'POST /a').attributes).toMatchObject({
      'webhook_gateway.outcome': 'invalid_signature',
      'http.response.status_code': 401,
    });
  });

  test('over protobuf too, which is the default, with the resource and headers that the variables name', async () => {
    const { gw, one, collector } = await traced(
      {},
      {
        OTEL_EXPORTER_OTLP_PROTOCOL: '',
        OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=abc%20def',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
        OTEL_SERVICE_NAME: 'hooks',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test,service.instance.id=one',
      },
    );
    await deliver(gw);
    const spans = await one();
    expect(named(spans)).toEqual(['POST /a', 'receive', 'verify', 'claim', 'translate', 'attempt']);
    expect(span(spans, 'attempt').attributes['http.response.status_code']).toBe(200);
    expect(spans[0]?.resource).toMatchObject({
      'service.name': 'hooks',
      'service.version': 'test',
      'service.instance.id': 'one',
      'deployment.environment.name': 'test',
    });
    const [request] = collector.requests;
    expect(request?.path).toBe('/v1/traces');
    expect(request?.headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
      'x-collector-key': 'abc def',
    });
  });
});

describe('the traceparent that came', () => {
  test('is a link, whoever sent it, and forces no sampling', async () => {
    const { gw, up, one } = await traced();
    await deliver(gw, { headers: { traceparent: SENT } });
    const [root] = await one();
    expect(root?.links).toEqual([{ traceId: SENT_TRACE, spanId: SENT_SPAN }]);
    expect(root?.parentSpanId).toBe('');
    expect(root?.traceId).not.toBe(SENT_TRACE);
    expect(up.received[0]?.headers['traceparent']).toMatch(new RegExp(`^00-${root?.traceId ?? ''}-`));
  });

  test('forces no sampling where ours says no; the receiver is told so', async () => {
    const { gw, up, collector } = await traced({}, { OTEL_TRACES_SAMPLER: 'parentbased_always_off' });
    await deliver(gw, { headers: { traceparent: SENT } });
    const got = up.received[0]?.headers['traceparent'];
    expect(got).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(got).not.toContain(SENT_TRACE);
    await gw.stop();
    expect(collector.spans).toEqual([]);
  });

  test('is the parent where a trusted proxy sent it, and its sampling counts', async () => {
    const { gw, up, one } = await traced(
      { top: { server: { trustedProxies: ['127.0.0.1'] } } },
      { OTEL_TRACES_SAMPLER: 'parentbased_always_off' },
    );
    await deliver(gw, { headers: { traceparent: SENT, 'X-Forwarded-For': '192.0.2.9' } });
    await deliver(gw, { headers: { traceparent: SENT.replace(/01$/, '00') } });
    const [root] = await one();
    expect(root).toMatchObject({ traceId: SENT_TRACE, parentSpanId: SENT_SPAN, links: [] });
    expect(root?.attributes['client.address']).toBe('192.0.2.9');
    expect(up.received.map(({ headers }) => String(headers['traceparent']).slice(-2))).toEqual(['01', '00']);
  });
});

test('a reload says anew which proxies are trusted', async () => {
  const { gw, up, collector } = await traced();
  const config = (trustedProxies: readonly string[]): string =>
    configText([route(up.url)], { server: { trustedProxies } });
  for (const trusted of [['127.0.0.0/8'], ['192.0.2.1']]) {
    await gw.reload(config(trusted));
    await deliver(gw, { headers: { traceparent: SENT } });
  }
  await gw.stop();
  const roots = collector.spans.filter(({ kind }) => kind === 2).sort((a, b) => (a.start < b.start ? -1 : 1));
  expect(roots.map(({ traceId }) => traceId === SENT_TRACE)).toEqual([true, false]);
});

describe('a message that is stored', () => {
  test('has all its attempts in the trace of its delivery', async () => {
    const collector = await collectorForTest();
    const { gw, up } = await queuePair({ reply: 500, env: asking(collector) });
    await deliver(gw);
    await until('it was tried', () => up.received.length > 0);
    up.reply(200);
    await until('it was accepted', () =>
      collector.spans.some((one) => one.attributes['webhook_gateway.result'] === 'accepted'),
    );
    const spans = await theTrace(collector, 2);
    expect(named(spans).slice(0, 6)).toEqual(['POST /a', 'receive', 'verify', 'claim', 'translate', 'store']);
    const attempts = spans.filter(({ name }) => name === 'attempt');
    expect(attempts.map(({ attributes }) => attributes['webhook_gateway.attempt'])).toEqual(
      [...attempts.keys()].map((i) => i + 1),
    );
    expect(attempts[1]?.attributes['http.request.resend_count']).toBe(1);
    expect(new Set(attempts.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([spans[0]?.spanId]));
    expect(up.received.map(({ headers }) => headers['traceparent'])).toEqual(
      attempts.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`),
    );
  });
});

describe('a stranger', () => {
  test('floods no collector: ten refused deliveries a second of each route and outcome have a trace', async () => {
    const { gw, collector } = await traced();
    await Promise.all(Array.from({ length: 60 }, () => post(`${gw.url}/a`, freshBody(), {})));
    await Promise.all(Array.from({ length: 60 }, (_, i) => post(`${gw.url}/nowhere/${i}`, freshBody(), {})));
    await deliver(gw);
    await gw.stop();
    const outcomes = collector.spans.map(({ attributes }) => attributes['webhook_gateway.outcome']);
    const count = (code: string): number => outcomes.filter((outcome) => outcome === code).length;
    expect(count('accepted')).toBe(1);
    // All of it may have taken more than one second.
    for (const code of ['missing_signature', 'not_found']) {
      expect(count(code)).toBeGreaterThanOrEqual(10);
      expect(count(code)).toBeLessThanOrEqual(40);
    }
  });

  test('writes nothing into a trace: no path, no query, no header, no body, and no secret is in it', async () => {
    const planted = {
      query: 'planted-in-the-query',
      path: 'planted-in-the-path',
      header: 'planted-in-a-header',
      body: 'planted-in-the-body',
      state: 'planted=in-the-state',
      token: 'planted-token-of-the-collector',
      url: 'Planted0Token1In2The3Url4Of5The6Receiver',
    };
    const { gw, collector } = await traced(
      { routes: (url) => [route(`${url}/hooks/${planted.url}?key=${planted.query}`)] },
      { OTEL_EXPORTER_OTLP_HEADERS: `authorization=${planted.token}` },
    );
    const body = JSON.stringify({ event: 'lead.created', data: planted.body });
    const headers = { 'X-Planted': planted.header, traceparent: SENT, tracestate: planted.state };
    await deliver(gw, { body, headers });
    const signed = signHeaders('actuallycare', secretFor('actuallycare'), body);
    await post(`${gw.url}/a?x=${planted.query}`, body, { ...signed, ...headers });
    await post(`${gw.url}/${planted.path}`, body, { ...signed, ...headers });
    await gw.stop();
    expect(collector.traceIds()).toHaveLength(3);
    const sent = collector.requests.map(({ body: one }) => one.toString()).join('\n');
    const signatures = Object.values(signed).flat();
    const secrets = [secretFor('actuallycare'), secretFor('svix'), secretFor('svix').slice(6)];
    for (const value of [...Object.values(planted), ...signatures, ...secrets])
      expect(sent).not.toContain(value);
    expect(gw.rawLog()).not.toContain(planted.token);
  });
});

describe('a collector that is not there', () => {
  test.each(['gone', 'refuses', 'hangs'] as const)(
    '(%s) costs no delivery anything, is told once, and holds up no end',
    async (kind) => {
      const { gw, up, collector } = await traced({}, { OTEL_EXPORTER_OTLP_TIMEOUT: '500' });
      if (kind === 'gone') await collector.close();
      else collector.reply(kind === 'hangs' ? 'hang' : 400);
      for (let i = 0; i < 5; i++) {
        expect((await deliver(gw)).outcome).toBe('accepted');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      expect(up.received).toHaveLength(5);
      const dropped = (): unknown[] => gw.lines().filter(({ msg }) => /spans were dropped/.test(String(msg)));
      await until('it is told', () => dropped().length > 0);
      expect(dropped()).toHaveLength(1);
      expect(dropped()).toMatchObject([
        { level: 'warn', msg: expect.stringMatching(/^\d+ spans were dropped: the collector/) as unknown },
      ]);
      await deliver(gw);
      const from = performance.now();
      await gw.stop();
      // 2 s of ours, and what a drain without traces takes.
      expect(performance.now() - from).toBeLessThan(5_000);
    },
  );
});

test('without the variables nothing of it is there: the traceparent that came goes on', async () => {
  const { gw, up } = await pairForTest();
  await deliver(gw, { headers: { traceparent: SENT } });
  expect(up.received[0]?.headers['traceparent']).toBe(SENT);
});

test('of several destinations each has its attempt, which names it, in the one trace of the delivery', async () => {
  const mail = await startUpstream(503);
  onTestFinished(() => mail.close());
  const { gw, collector } = await traced({
    routes: (url) => [routeTo([destinationOf('crm', url), destinationOf('mail', mail.url)])],
  });
  expect((await deliver(gw)).outcome).toBe('failed');
  const spans = await theTrace(collector, 2);
  const attempts = spans.filter(({ name }) => name === 'attempt');
  expect(attempts.map(({ attributes }) => attributes['webhook_gateway.destination']).sort()).toEqual([
    'crm',
    'mail',
  ]);
  expect(new Set(attempts.map(({ parentSpanId }) => parentSpanId)).size).toBe(1);
});
