/** A span for each attempt: what its message says of its trace, and what becomes of an attempt that cannot begin. */
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { describe, expect, it } from 'vitest';
import type { Attempt, AttemptResult, Deliver } from '../../../src/line/attempt/attempt.js';
import type { Message } from '../../../src/model/delivery.js';
import { withAttemptSpans } from '../../../src/observe/traces/attempt-spans.js';
import { createWall } from '../../../src/observe/traces/wall.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CONTEXT = `00-${TRACE}-b7ad6b7169203331-01`;

function message(changes: Partial<Message> = {}): Message {
  return {
    id: 'msg_1',
    event: undefined,
    sourceId: undefined,
    body: Buffer.from('{}'),
    contentType: undefined,
    // A value of that text is no header of that name.
    headers: ['X-Copy', 'traceparent', 'traceparent', CONTEXT],
    ...changes,
  };
}

const ACCEPTED: AttemptResult = {
  verdict: 'accepted',
  answer: { status: 204, contentType: undefined, retryAfter: undefined, body: Buffer.alloc(0) },
  note: { number: 1, status: 204, result: 'accepted', durationMs: 1 },
};

function traced(deliver: Deliver) {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const now = (): number => performance.now();
  const parts = { tracer: provider.getTracer('test'), wall: createWall(() => Date.now(), now), now };
  const receiver = { route: 'a', destination: 'default', shownUrl: 'https://receiver.example/[redacted]' };
  return { exporter, deliver: withAttemptSpans(parts, deliver, receiver) };
}

function answering(sent: Message[], attempt: Partial<Attempt> = {}): Deliver {
  return (given) => {
    sent.push(given);
    return { ended: Promise.resolve(ACCEPTED), abort: () => undefined, conclude: () => false, ...attempt };
  };
}

describe('an attempt', () => {
  it('is the child of what its message was stored with', async () => {
    const sent: Message[] = [];
    const { exporter, deliver } = traced(answering(sent));
    await deliver(message({ trace: CONTEXT }), 2).ended;
    const [span] = exporter.getFinishedSpans();
    expect(span?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
    expect(span?.links).toEqual([]);
    const own = `00-${TRACE}-${span?.spanContext().spanId ?? ''}-01`;
    expect(sent[0]?.headers).toEqual(['X-Copy', 'traceparent', 'traceparent', own]);
    expect(span?.attributes).toMatchObject({ 'server.port': 443, 'http.request.resend_count': 1 });
  });

  it('begins a trace of its own, with a link, where its message has none of ours', async () => {
    const sent: Message[] = [];
    const { exporter, deliver } = traced(answering(sent));
    await deliver(message(), 1).ended;
    const [span] = exporter.getFinishedSpans();
    expect(span?.parentSpanContext).toBeUndefined();
    expect(span?.spanContext().traceId).not.toBe(TRACE);
    expect(span?.links.map(({ context }) => context.traceId)).toEqual([TRACE]);
    expect(sent[0]?.headers[3]).toContain(span?.spanContext().traceId);
  });

  it('that cannot be signed has a span, and throws as before', () => {
    const error = new Error('cannot');
    const { exporter, deliver } = traced(() => {
      throw error;
    });
    expect(() => deliver(message(), 1)).toThrow(error);
    expect(exporter.getFinishedSpans()[0]?.attributes['error.type']).toBe('unsignable');
  });

  it('ends, is given up and concluded as it was', () => {
    const given = { ended: Promise.resolve(ACCEPTED), abort: () => undefined, conclude: () => true };
    const { deliver } = traced(() => given);
    expect(deliver(message(), 1)).toBe(given);
  });
});
