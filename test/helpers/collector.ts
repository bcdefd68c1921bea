/** A collector of traces that speaks OTLP/HTTP, as JSON and as protobuf, and keeps every span. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { spansOfProtobuf } from './otlp-protobuf.js';

export type Value = string | number | boolean | readonly Value[];

export interface Link {
  readonly traceId: string;
  readonly spanId: string;
}

/** Ids are hexadecimal; times are nanoseconds. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client, 4 producer. */
  readonly kind: number;
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Readonly<Record<string, Value>>;
  readonly links: readonly Link[];
  /** 2: an error. */
  readonly status: number;
  readonly resource: Readonly<Record<string, Value>>;
}

export interface Collector {
  readonly url: string;
  readonly spans: CollectedSpan[];
  readonly requests: {
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: Buffer;
  }[];
  /** What to answer from now on; `hang` never answers. */
  reply(status: number | 'hang'): void;
  /** The spans of one trace, in the order in which they began; a parent stands before its children. */
  trace(traceId: string): CollectedSpan[];
  traceIds(): string[];
  close(): Promise<void>;
}

/** @param tls speaks HTTPS */
export async function startCollector(tls?: ServerOptions): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const requests: Collector['requests'] = [];
  let answer: number | 'hang' = 200;
  const take = (
    path: string,
    headers: IncomingHttpHeaders,
    bytes: Buffer,
    response: ServerResponse,
  ): void => {
    const body = headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
    requests.push({ path, headers, body });
    if (answer === 'hang') return;
    const json = headers['content-type'] === 'application/json';
    if (answer === 200) spans.push(...(json ? spansOfJson(body.toString()) : spansOfProtobuf(body)));
    response.writeHead(answer, { 'Content-Type': headers['content-type'] ?? '' }).end(json ? '{}' : '');
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      take(request.url ?? '', request.headers, Buffer.concat(chunks), response);
    });
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    requests,
    reply(next) {
      answer = next;
    },
    trace: (traceId) => spans.filter((span) => span.traceId === traceId).sort(byStart),
    traceIds: () => [...new Set(spans.map(({ traceId }) => traceId))],
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function byStart(a: CollectedSpan, b: CollectedSpan): number {
  if (a.start === b.start) return a.parentSpanId === b.spanId ? 1 : b.parentSpanId === a.spanId ? -1 : 0;
  return a.start < b.start ? -1 : 1;
}

interface JsonValue {
  readonly stringValue?: string;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
  readonly arrayValue?: { readonly values: readonly JsonValue[] };
}

type JsonAttributes = readonly { readonly key: string; readonly value: JsonValue }[];

interface JsonSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: JsonAttributes;
  readonly links?: readonly Link[];
  readonly status?: { readonly code?: number };
}

interface JsonRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes?: JsonAttributes };
    readonly scopeSpans: readonly { readonly spans: readonly JsonSpan[] }[];
  }[];
}

function spansOfJson(text: string): CollectedSpan[] {
  const { resourceSpans } = JSON.parse(text) as JsonRequest;
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map((span) => spanOf(span, attributesOf(resource.attributes)))),
  );
}

function spanOf(span: JsonSpan, resource: CollectedSpan['resource']): CollectedSpan {
  const { traceId, spanId, parentSpanId = '', name, kind } = span;
  return {
    ...{ traceId, spanId, parentSpanId, name, kind, resource },
    start: BigInt(span.startTimeUnixNano),
    end: BigInt(span.endTimeUnixNano),
    attributes: attributesOf(span.attributes),
    links: (span.links ?? []).map((link) => ({ traceId: link.traceId, spanId: link.spanId })),
    status: span.status?.code ?? 0,
  };
}

function attributesOf(attributes: JsonAttributes = []): Readonly<Record<string, Value>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)]));
}

function valueOf({ stringValue, intValue, doubleValue, boolValue, arrayValue }: JsonValue): Value {
  if (arrayValue) return arrayValue.values.map(valueOf);
  return (
    stringValue ?? (intValue === undefined ? undefined : Number(intValue)) ?? doubleValue ?? boolValue ?? ''
  );
}
