/** Says, seldom, that spans are lost. What the packages say of it would name addresses, and could name a password. */
import { DiagLogLevel, diag } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';

/** `ExportResultCode.SUCCESS`, of a package that nothing else is needed of. */
const SUCCESS: number = 0;

/** What the processor says when it takes spans again after its queue was full. */
const OVERFLOW = /^Dropped (\d+) spans because maxQueueSize/;

/** @param lost hears how many */
export function watchExport(exporter: SpanExporter, lost: (spans: number) => void): SpanExporter {
  const heard = (message: string): void => {
    const [, count] = OVERFLOW.exec(message) ?? [];
    if (count !== undefined) lost(Number(count));
  };
  const nothing = (): void => undefined;
  diag.setLogger(
    { verbose: nothing, debug: nothing, info: nothing, warn: heard, error: nothing },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  return {
    export(spans, ended) {
      exporter.export(spans, (result) => {
        const code: number = result.code;
        if (code !== SUCCESS) lost(spans.length);
        ended(result);
      });
    },
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}
