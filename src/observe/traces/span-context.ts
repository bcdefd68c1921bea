/** The text of a `traceparent` header and the context it stands for. */
import {
  ROOT_CONTEXT,
  isSpanContextValid,
  trace,
  type Context,
  type Link,
  type SpanContext,
} from '@opentelemetry/api';

/** https://www.w3.org/TR/trace-context/#traceparent-header */
const PARTS = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** @returns undefined if the text is none */
export function contextOf(text: string | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags] = PARTS.exec(text ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const context = { traceId, spanId, traceFlags: parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(context) ? context : undefined;
}

export function textOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & 1}`;
}

/** The context in which a span is the child of this one; without one it begins a trace. */
export function below(parent: SpanContext | undefined): Context {
  return parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
}

export function linksTo(context: SpanContext | undefined): Link[] {
  return context ? [{ context }] : [];
}
