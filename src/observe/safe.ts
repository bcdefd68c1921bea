/** Keeps a log line one short line of JSON without secrets, whatever its values hold. */

/** Characters. Longer values are cut; what is cut off ends in `…`. */
const LONGEST = 256;
const LONGEST_STACK = 4096;

/** Strings from outside have no bound of their own. */
export function clip(text: string | undefined, longest = LONGEST): string | undefined {
  return text === undefined || text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/**
 * What JSON lets stand but a terminal, a line splitter or an encoder does not take as plain text: C1 controls, line and
 * paragraph separators, marks that reverse the direction of text, halves of surrogate pairs.
 */
const UNPLAIN = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu;

/** Nearly every line is: then it has a byte for each character. JSON lets no control but this one stand. */
function isPlain(line: string): boolean {
  return Buffer.byteLength(line) === line.length && !line.includes('\u007f');
}

/** The same JSON text, with those characters written as `\uXXXX`; parsed, it gives the same values. */
export function plain(line: string): string {
  if (isPlain(line)) return line;
  return line.replace(UNPLAIN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export interface SafeError {
  readonly type: string;
  readonly code: string | undefined;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause: SafeError | undefined;
}

/**
 * An error's five members that may be logged. Everything else stays out: `ERR_INVALID_URL` carries the whole URL as
 * `input`, a Redis error its command with arguments. A JSON syntax error quotes the text it met, a URL may name a
 * password; both are taken out of the message.
 */
export function safeError(error: unknown): SafeError {
  return inspect(error, 3);
}

function inspect(error: unknown, depth: number): SafeError {
  if (!(error instanceof Error)) {
    return {
      type: typeof error,
      code: undefined,
      message: 'not an Error',
      stack: undefined,
      cause: undefined,
    };
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return {
    type: clip(error.name) ?? 'Error',
    code: clip(code),
    message: clip(message(error)) ?? '',
    stack: clip(frames(error), LONGEST_STACK),
    cause: error.cause === undefined || depth === 0 ? undefined : inspect(error.cause, depth - 1),
  };
}

function message(error: Error): string {
  if (error instanceof SyntaxError && error.message.includes('JSON')) return 'not valid JSON';
  return error.message.replace(/:\/\/[^/\s]*@/g, '://…@');
}

/** The stack without its head, which repeats the message. */
function frames(error: Error): string | undefined {
  return error.stack
    ?.split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .join('\n');
}
