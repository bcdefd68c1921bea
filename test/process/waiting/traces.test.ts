/** Traces of the program as it is built: loaded only if they are asked for, checked at the start, sent before the end. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createAuthority } from '../../helpers/certificates.js';
import { startCollector, type Collector } from '../../helpers/collector.js';
import { lead, leadsConfig, PATH } from '../../helpers/leads.js';
import { createSender } from '../../helpers/load.js';
import { run, startGatewayProcess, type GatewayProcess } from '../../helpers/process.js';
import { startUpstream, type Upstream } from '../../helpers/upstream.js';

const HEADERS = 'authorization=Bearer%20planted-token-of-the-collector';
/** Nothing leaves by itself during a test. */
const NEVER = '600000';

let receiver: Upstream;
let collector: Collector;

beforeEach(async () => {
  [receiver, collector] = await Promise.all([startUpstream(), startCollector()]);
});
afterEach(async () => {
  await Promise.all([receiver.close(), collector.close()]);
});

function asking(): Record<string, string> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: HEADERS,
    OTEL_BSP_SCHEDULE_DELAY: NEVER,
  };
}

async function start(env: Readonly<Record<string, string>>): Promise<GatewayProcess> {
  const gateway = await startGatewayProcess({ config: leadsConfig({ receiver: receiver.url }), env });
  onTestFinished(() => gateway.stop());
  return gateway;
}

async function deliverOne(gateway: GatewayProcess): Promise<void> {
  const { status } = await createSender(false)(gateway.url + PATH, lead());
  expect(status).toBe(200);
}

/** @returns milliseconds until it was gone */
async function end(gateway: GatewayProcess): Promise<number> {
  const from = performance.now();
  gateway.kill('SIGTERM');
  expect(await gateway.exited).toEqual({ code: 0, signal: null });
  return performance.now() - from;
}

/** The names of the functions that ran in a gateway which was asked for one delivery. */
async function functions(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-coverage-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const gateway = await start({ ...env, NODE_V8_COVERAGE: folder });
  await deliverOne(gateway);
  await end(gateway);
  return readdirSync(folder).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Coverage;
    return result.flatMap((script) =>
      script.functions.filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0).map((one) => one.functionName),
    );
  });
}

interface Coverage {
  readonly result: readonly {
    readonly functions: readonly {
      readonly functionName: string;
      readonly ranges: readonly { readonly count: number }[];
    }[];
  }[];
}

test('a collector behind TLS gets them where the variables name its authority and our certificate', async () => {
  const authority = createAuthority();
  onTestFinished(() => {
    authority.close();
  });
  const own = authority.issue({ names: 'IP:127.0.0.1' });
  const client = authority.issue({ names: 'DNS:gateway' });
  const behind = await startCollector({ ...own, ca: authority.cert, requestCert: true });
  onTestFinished(() => behind.close());
  const folder = mkdtempSync(join(tmpdir(), 'gateway-certificates-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const gateway = await start({
    ...asking(),
    OTEL_EXPORTER_OTLP_ENDPOINT: behind.url,
    OTEL_EXPORTER_OTLP_CERTIFICATE: file('ca.pem', authority.cert),
    OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: file('client.pem', client.cert),
    OTEL_EXPORTER_OTLP_CLIENT_KEY: file('client.key', client.key),
  });
  await deliverOne(gateway);
  await end(gateway);
  expect(behind.spans.map(({ name }) => name)).toContain('attempt');
});

describe('the packages', () => {
  /** A function of theirs that starts an exporter. */
  const THEIRS = 'createOtlpHttpExportDelegate';

  test('do not run without the variables, nor with other variables of theirs alone', async () => {
    const ran = await functions({ OTEL_SERVICE_NAME: 'a', OTEL_TRACES_EXPORTER: 'otlp' });
    expect(ran).toContain('startGateway');
    expect(ran).not.toContain(THEIRS);
    expect(collector.requests).toEqual([]);
  });

  test('run with them', async () => {
    expect(await functions(asking())).toContain(THEIRS);
  });
});

test('what waits leaves before the end, and no line holds the token of the collector', async () => {
  const gateway = await start(asking());
  await deliverOne(gateway);
  expect(collector.spans).toEqual([]);
  await end(gateway);
  expect(collector.spans.map(({ name }) => name)).toContain('attempt');
  expect(collector.requests[0]?.headers['authorization']).toBe('Bearer planted-token-of-the-collector');
  expect(gateway.said()).toContain(`traces go to ${collector.url} (http/protobuf)`);
  expect(gateway.stdout() + gateway.stderr()).not.toContain('planted');
});

test.each(['is gone', 'hangs'] as const)(
  'a collector that %s holds up the end for 2 s at the most',
  async (kind) => {
    const gateway = await start(asking());
    await deliverOne(gateway);
    if (kind === 'is gone') await collector.close();
    else collector.reply('hang');
    // drainDelay, the quiet half second, and those 2 s; with room for a busy machine.
    expect(await end(gateway)).toBeLessThan(8_000);
    expect(gateway.said()).toMatch(/spans were dropped/);
  },
);

test.each(['serve', 'check'])('%s refuses a faulty variable by its name', async (command) => {
  const env = {
    ...asking(),
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_EXPORTER_OTLP_HEADERS: 'planted',
    GATEWAY_SOURCE_SCHEME: 'github',
    GATEWAY_SOURCE_SECRET: 'a-secret-of-the-source',
    GATEWAY_DESTINATION_SCHEME: 'github',
    GATEWAY_DESTINATION_SECRET: 'a-secret-of-the-receiver',
    GATEWAY_DESTINATION_URL: receiver.url,
  };
  const { code, stdout, stderr } = await run([command], env);
  expect(code).toBe(2);
  expect(stdout + stderr).toContain(
    'OTEL_EXPORTER_OTLP_PROTOCOL: grpc is not spoken here; set http/protobuf',
  );
  expect(stdout + stderr).toContain('OTEL_EXPORTER_OTLP_HEADERS: entry 1 is not NAME=VALUE');
  expect(stdout + stderr).not.toContain('planted');
});
