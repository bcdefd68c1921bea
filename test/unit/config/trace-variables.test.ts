/** The standard variables of OpenTelemetry: what asks for traces, and what is said of faulty ones. */
import { describe, expect, it } from 'vitest';
import { loadGatewayConfig } from '../../../src/config/load.js';
import type { Fault } from '../../../src/checks/fault.js';
import type { TracesConfig } from '../../../src/config/config.js';
import { readTraceVariables } from '../../../src/config/read/trace-variables.js';
import { Report } from '../../../src/checks/report.js';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:planted@collector:4318/otlp' };
const PEM = '-----BEGIN CERTIFICATE-----\n';

interface Read {
  readonly traces: TracesConfig | undefined;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

function read(env: Readonly<Record<string, string>>): Read {
  const report = new Report();
  const files = (path: string): Buffer => {
    if (path === 'there.pem') return Buffer.from(PEM);
    if (path === 'other.pem') return Buffer.from('no certificate');
    throw Object.assign(new Error('no file'), { code: 'ENOENT' });
  };
  const traces = readTraceVariables(env, files, report);
  return { traces, faults: report.faults, warnings: report.warnings };
}

describe('traces are asked for', () => {
  it.each([
    ['by the endpoint', {}, 'http/protobuf'],
    ['in JSON', { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, 'http/json'],
    [
      'with what counts for traces alone before what counts for all',
      {
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
      },
      'http/json',
    ],
    [
      'with empty variables, which say nothing',
      {
        OTEL_EXPORTER_OTLP_PROTOCOL: '',
        OTEL_TRACES_SAMPLER: '',
        OTEL_SDK_DISABLED: '',
      },
      'http/protobuf',
    ],
    [
      'with all that is in order',
      {
        OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20planted,x-b=c==',
        OTEL_EXPORTER_OTLP_TIMEOUT: '500',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
        OTEL_EXPORTER_OTLP_CERTIFICATE: 'there.pem',
        OTEL_TRACES_EXPORTER: 'otlp',
        OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
        OTEL_TRACES_SAMPLER_ARG: '0.25',
        OTEL_RESOURCE_ATTRIBUTES: 'a=b,c.d=e%3Df',
        OTEL_PROPAGATORS: 'baggage,tracecontext',
        OTEL_BSP_MAX_QUEUE_SIZE: '100',
        OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '50',
      },
      'http/protobuf',
    ],
  ])('%s', (_, env, protocol) => {
    expect(read({ ...ENDPOINT, ...env })).toEqual({
      traces: { protocol, collector: 'http://collector:4318' },
      faults: [],
      warnings: [],
    });
  });

  it.each([
    [
      'without an endpoint, whatever else there is',
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_SERVICE_NAME: 'a' },
    ],
    ['where all of it is switched off', { ...ENDPOINT, OTEL_SDK_DISABLED: 'TRUE', OTEL_TRACES_SAMPLER: 'x' }],
    ['where no exporter is wanted', { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none', OTEL_TRACES_SAMPLER: 'x' }],
  ])('not %s', (_, env) => {
    expect(read(env)).toEqual({ traces: undefined, faults: [], warnings: [] });
  });
});

describe('a faulty variable', () => {
  it.each<[name: string, value: string, says: RegExp]>([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'planted:4318', /http:\/\/ or https:\/\//],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'ftp://planted', /http:\/\/ or https:\/\//],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', /grpc is not spoken here; set http\/protobuf/],
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'planted', /one of http\/protobuf, http\/json/],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=b,planted', /^entry 2 is not NAME=VALUE/],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=planted%', /^entry 1 is not NAME=VALUE/],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=planted%0A', /^entry 1 is no header that can be sent/],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '0', /whole number from 1/],
    ['OTEL_EXPORTER_OTLP_COMPRESSION', 'planted', /none, gzip/],
    ['OTEL_EXPORTER_OTLP_CERTIFICATE', 'planted.pem', /cannot be read \(ENOENT\)/],
    ['OTEL_EXPORTER_OTLP_CERTIFICATE', 'other.pem', /without a PEM text/],
    ['OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE', 'there.pem', /go together/],
    ['OTEL_SDK_DISABLED', 'planted', /true, false/],
    ['OTEL_TRACES_EXPORTER', 'planted', /otlp, none/],
    ['OTEL_TRACES_SAMPLER', 'planted', /always_on, always_off/],
    ['OTEL_RESOURCE_ATTRIBUTES', 'a=b=planted', /^entry 1 /],
    ['OTEL_RESOURCE_ATTRIBUTES', `a=${'x'.repeat(256)}`, /^entry 1 is longer than 255/],
    ['OTEL_BSP_MAX_QUEUE_SIZE', 'planted', /whole number from 1/],
    ['OTEL_BSP_SCHEDULE_DELAY', '1.5', /whole number from 0/],
  ])('%s is named, and never repeated (%s)', (name, value, says) => {
    const { faults } = read({ ...ENDPOINT, [name]: value });
    expect(faults).toEqual([{ path: name, message: expect.stringMatching(says) as unknown }]);
    expect(JSON.stringify(faults)).not.toContain('planted');
  });

  it('is a ratio beyond 1 only where a sampler takes one', () => {
    const env = { ...ENDPOINT, OTEL_TRACES_SAMPLER_ARG: '2' };
    expect(read(env).faults).toEqual([]);
    const asked = { ...env, OTEL_TRACES_SAMPLER: 'traceidratio' };
    expect(read(asked).faults.map(({ path }) => path)).toEqual(['OTEL_TRACES_SAMPLER_ARG']);
  });

  it('that only means nothing here is warned of', () => {
    const { warnings } = read({ ...ENDPOINT, OTEL_PROPAGATORS: 'b3', OTEL_BSP_MAX_QUEUE_SIZE: '10' });
    expect(warnings.map(({ path }) => path)).toEqual(['OTEL_BSP_MAX_QUEUE_SIZE', 'OTEL_PROPAGATORS']);
  });

  it('stands beside all other faults of a configuration', () => {
    const loaded = loadGatewayConfig({
      file: 'gateway.yaml',
      env: { ...ENDPOINT, OTEL_TRACES_SAMPLER: 'x' },
      readFile: () => Buffer.from('store: { url: "memory:" }\nroutes: []'),
    });
    const faults = loaded.ok ? [] : loaded.faults.map(({ path }) => path);
    expect(faults).toEqual(['OTEL_TRACES_SAMPLER', 'routes']);
  });
});
