/**
 * The standard variables of OpenTelemetry that ask for traces. OpenTelemetry's own packages read them when the gateway
 * starts; here they are checked, because those go on without a word where one is faulty. No message repeats a value:
 * headers and addresses may hold a token.
 */
import type { TracesConfig } from '../config.js';
import type { Report } from '../../checks/report.js';
import { errorCode, type ReadFile } from './reader.js';
import { checkHeaders, checkResource } from './trace-pairs.js';
import type { Environment } from './substitute.js';
import { asUrl } from '../../model/as-url.js';

const PROTOCOLS: readonly TracesConfig['protocol'][] = ['http/protobuf', 'http/json'];

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** What each variable of the exporter also has a name of its own for traces for: that one wins. */
const EXPORTER = [
  'ENDPOINT',
  'PROTOCOL',
  'HEADERS',
  'TIMEOUT',
  'COMPRESSION',
  'CERTIFICATE',
  'CLIENT_CERTIFICATE',
  'CLIENT_KEY',
] as const;
type ExporterPart = (typeof EXPORTER)[number];

/** Numbers, and the least each may be. */
const NUMBERS: Readonly<Record<string, number>> = {
  OTEL_BSP_SCHEDULE_DELAY: 0,
  OTEL_BSP_EXPORT_TIMEOUT: 1,
  OTEL_BSP_MAX_QUEUE_SIZE: 1,
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: 1,
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: 1,
  OTEL_ATTRIBUTE_COUNT_LIMIT: 1,
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: 1,
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: 1,
  OTEL_SPAN_LINK_COUNT_LIMIT: 0,
};

/** As docs/configuration.md lists them; those of the exporter by their general names. */
export const TRACE_VARIABLES: readonly string[] = [
  ...EXPORTER.map((part) => `OTEL_EXPORTER_OTLP_${part}`),
  'OTEL_SDK_DISABLED',
  'OTEL_TRACES_EXPORTER',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'OTEL_SERVICE_NAME',
  'OTEL_RESOURCE_ATTRIBUTES',
  'OTEL_PROPAGATORS',
  ...Object.keys(NUMBERS),
];

/** @returns undefined where nothing asks for traces; what is faulty is told only where something does */
export function readTraceVariables(
  env: Environment,
  readFile: ReadFile,
  report: Report,
): TracesConfig | undefined {
  const given = (name: string): string | undefined => env[name]?.trim() || undefined;
  const named = (part: ExporterPart): Named => {
    const own = `OTEL_EXPORTER_OTLP_TRACES_${part}`;
    return given(own) === undefined
      ? [`OTEL_EXPORTER_OTLP_${part}`, given(`OTEL_EXPORTER_OTLP_${part}`)]
      : [own, given(own)];
  };
  const [endpointName, endpoint] = named('ENDPOINT');
  if (endpoint === undefined || !asksFor(given, report)) return undefined;
  const collector = originOf(endpoint);
  if (collector === undefined)
    report.fault(endpointName, 'is no http:// or https:// URL, such as http://collector:4318');
  for (const name of ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS'])
    checkHeaders(name, given(name), report);
  checkResource('OTEL_RESOURCE_ATTRIBUTES', given('OTEL_RESOURCE_ATTRIBUTES'), report);
  checkNumber(...named('TIMEOUT'), 1, report);
  oneOf(...named('COMPRESSION'), ['none', 'gzip'], report);
  checkFiles([named('CERTIFICATE'), named('CLIENT_CERTIFICATE'), named('CLIENT_KEY')], readFile, report);
  checkClient(named('CLIENT_CERTIFICATE'), named('CLIENT_KEY'), report);
  checkSampler(given, report);
  checkBatch(given, report);
  const propagators = given('OTEL_PROPAGATORS');
  if (propagators !== undefined && !propagators.split(',').some((name) => name.trim() === 'tracecontext'))
    report.warn('OTEL_PROPAGATORS', 'means nothing here: traces are passed on as traceparent alone');
  const protocol = protocolOf(...named('PROTOCOL'), report);
  return collector === undefined || protocol === undefined ? undefined : { protocol, collector };
}

type Given = (name: string) => string | undefined;

function asksFor(given: Given, report: Report): boolean {
  const disabled = given('OTEL_SDK_DISABLED')?.toLowerCase() ?? 'false';
  oneOf('OTEL_SDK_DISABLED', disabled, ['true', 'false'], report);
  const exporter = given('OTEL_TRACES_EXPORTER') ?? 'otlp';
  oneOf('OTEL_TRACES_EXPORTER', exporter, ['otlp', 'none'], report);
  return disabled !== 'true' && exporter !== 'none';
}

function protocolOf(
  name: string,
  text = 'http/protobuf',
  report: Report,
): TracesConfig['protocol'] | undefined {
  const protocol = PROTOCOLS.find((known) => known === text);
  if (protocol) return protocol;
  report.fault(
    name,
    text === 'grpc'
      ? 'grpc is not spoken here; set http/protobuf, and give the port at which the collector takes HTTP (4318 at most of them)'
      : `is one of ${PROTOCOLS.join(', ')}`,
  );
  return undefined;
}

function originOf(text: string): string | undefined {
  const url = asUrl(text);
  return url && /^https?:$/.test(url.protocol) ? url.origin : undefined;
}

function checkSampler(given: Given, report: Report): void {
  const sampler = given('OTEL_TRACES_SAMPLER');
  oneOf('OTEL_TRACES_SAMPLER', sampler, SAMPLERS, report);
  if (!sampler?.endsWith('traceidratio')) return;
  const ratio = given('OTEL_TRACES_SAMPLER_ARG');
  if (ratio !== undefined && !(Number(ratio) >= 0 && Number(ratio) <= 1))
    report.fault('OTEL_TRACES_SAMPLER_ARG', 'is the part of deliveries to trace: a number from 0 to 1');
}

function checkBatch(given: Given, report: Report): void {
  for (const [name, least] of Object.entries(NUMBERS)) checkNumber(name, given(name), least, report);
  const batch = 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE';
  const queue = 'OTEL_BSP_MAX_QUEUE_SIZE';
  if (Number(given(batch) ?? 512) > Number(given(queue) ?? 2048))
    report.warn(given(batch) === undefined ? queue : batch, `${batch} is larger than ${queue}, which counts`);
}

function checkNumber(name: string, text: string | undefined, least: number, report: Report): void {
  if (text === undefined) return;
  const value = Number(text);
  // A timer's longest wait.
  if (Number.isInteger(value) && value >= least && value < 2 ** 31) return;
  report.fault(name, `is a whole number from ${least} to ${2 ** 31 - 1}`);
}

function oneOf(name: string, text: string | undefined, known: readonly string[], report: Report): void {
  if (text !== undefined && !known.includes(text)) report.fault(name, `is one of ${known.join(', ')}`);
}

type Named = readonly [name: string, value: string | undefined];

function checkFiles(files: readonly Named[], readFile: ReadFile, report: Report): void {
  for (const [name, path] of files) {
    if (path === undefined) continue;
    try {
      if (readFile(path).includes('-----BEGIN ')) continue;
      report.fault(name, 'names a file without a PEM text');
    } catch (error) {
      report.fault(name, `names a file that cannot be read (${errorCode(error)})`);
    }
  }
}

function checkClient([certificate, chain]: Named, [key, secret]: Named, report: Report): void {
  if ((chain === undefined) === (secret === undefined)) return;
  report.fault(chain === undefined ? key : certificate, "a client's certificate and its key go together");
}
