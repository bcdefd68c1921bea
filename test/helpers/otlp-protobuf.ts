/** As much of protobuf as a request of OTLP for traces needs (opentelemetry/proto/trace/v1/trace.proto). */
import type { CollectedSpan, Link, Value } from './collector.js';

/** A message's fields by number; of each, its values in order. */
type Fields = ReadonlyMap<number, readonly (bigint | Buffer)[]>;

export function spansOfProtobuf(body: Buffer): CollectedSpan[] {
  return messages(fields(body), 1).flatMap((resourceSpans) => {
    const resource = attributesOf(messages(resourceSpans, 1).flatMap((one) => messages(one, 1)));
    return messages(resourceSpans, 2).flatMap((scopeSpans) =>
      messages(scopeSpans, 2).map((span) => spanOf(span, resource)),
    );
  });
}

function spanOf(span: Fields, resource: CollectedSpan['resource']): CollectedSpan {
  return {
    traceId: hex(span, 1),
    spanId: hex(span, 2),
    parentSpanId: hex(span, 4),
    name: text(span, 5),
    kind: Number(number(span, 6)),
    start: number(span, 7),
    end: number(span, 8),
    attributes: attributesOf(messages(span, 9)),
    links: messages(span, 13).map((link): Link => ({ traceId: hex(link, 1), spanId: hex(link, 2) })),
    status: messages(span, 15).map((status) => Number(number(status, 3)))[0] ?? 0,
    resource,
  };
}

function attributesOf(pairs: readonly Fields[]): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    pairs.map((pair) => [text(pair, 1), messages(pair, 2).map(valueOf)[0] ?? ''] as const),
  );
}

function valueOf(value: Fields): Value {
  if (value.has(1)) return text(value, 1);
  if (value.has(2)) return number(value, 2) === 1n;
  const [list] = messages(value, 5);
  return list ? messages(list, 1).map(valueOf) : Number(number(value, 3));
}

function bytes(message: Fields, field: number): readonly Buffer[] {
  return (message.get(field) ?? []).filter((value) => Buffer.isBuffer(value));
}

function messages(message: Fields, field: number): Fields[] {
  return bytes(message, field).map(fields);
}

function text(message: Fields, field: number): string {
  return bytes(message, field)[0]?.toString() ?? '';
}

function hex(message: Fields, field: number): string {
  return bytes(message, field)[0]?.toString('hex') ?? '';
}

function number(message: Fields, field: number): bigint {
  const [value = 0n] = message.get(field) ?? [];
  return Buffer.isBuffer(value) ? 0n : value;
}

function fields(body: Buffer): Fields {
  const found = new Map<number, (bigint | Buffer)[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = body.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => body.subarray(at, (at += length));
  while (at < body.length) {
    const tag = Number(varint());
    const read: Readonly<Record<number, () => bigint | Buffer>> = {
      0: varint,
      1: () => take(8).readBigUInt64LE(),
      2: () => take(Number(varint())),
      5: () => BigInt(take(4).readUInt32LE()),
    };
    const value = read[tag & 7]?.();
    if (value === undefined) throw new Error(`a field of wire type ${tag & 7}`);
    found.set(tag >> 3, [...(found.get(tag >> 3) ?? []), value]);
  }
  return found;
}
