/** What the receiver's body is made by: one of the modes, or an expression and where it stands. */
import type { Scheme } from '../../schemes/spec.js';
import { member } from '../../checks/report.js';
import type { DestinationConfig, Sample } from '../config.js';
import { errorCode } from '../read/reader.js';
import type { DestinationShape } from '../schema.js';
import type { Context } from './context.js';

type Payload = DestinationShape['payload'];
type ExpressionShape = Exclude<Payload, string>;
type SampleShape = NonNullable<ExpressionShape['samples']>[number];

/** Whether the text is an expression is told by who can evaluate it. */
export function resolvePayload(
  given: Payload,
  scheme: Scheme | undefined,
  path: string,
  context: Context,
): DestinationConfig['payload'] {
  if (typeof given !== 'string') return resolveExpression(given, path, context);
  if (given === 'envelope' && scheme && !scheme.envelope) {
    context.report.fault(path, 'this scheme describes no envelope; use exact or compact');
  }
  return given;
}

function resolveExpression(
  { jsonata, samples = [], lossy, contentType }: ExpressionShape,
  path: string,
  context: Context,
): DestinationConfig['payload'] {
  const { shown = same } = context.sources;
  const file = typeof jsonata === 'string' ? undefined : jsonata.file;
  const text = textOf(jsonata, member(path, 'jsonata'), context);
  return {
    text,
    file: file === undefined ? undefined : shown(file),
    samples: samples.flatMap((sample, i) => resolveSample(sample, member(path, 'samples', i), context)),
    lossy,
    contentType,
  };
}

function resolveSample(
  given: SampleShape,
  at: string,
  { report, sources }: Context,
): readonly [] | readonly [Sample] {
  const {
    file,
    event,
    headers = {},
  }: Exclude<SampleShape, string> = typeof given === 'string' ? { file: given } : given;
  const { placeOf, shown = same } = sources;
  if (file !== undefined) return [{ file: shown(file), path: placeOf(file), event, headers }];
  report.missing(member(at, 'file'), 'is required: the path of a body');
  return [];
}

/** @returns the text, which is noted; empty if it cannot be read, and the fault is told */
function textOf(given: ExpressionShape['jsonata'], at: string, { report, sources }: Context): string {
  if (typeof given === 'string') {
    sources.expression({ text: given, key: at });
    return given;
  }
  const key = member(at, 'file');
  if (given.file === undefined) {
    report.missing(key, 'is required: the path of the file that holds the expression');
    return '';
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(sources.readText(given.file));
    sources.expression({ text, key });
    return text;
  } catch (error) {
    const code = error instanceof TypeError ? 'it is not UTF-8 text' : errorCode(error);
    report.fault(key, `the file cannot be read (${code})`);
    return '';
  }
}

function same(name: string): string {
  return name;
}
