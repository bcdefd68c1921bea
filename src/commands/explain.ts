/** `explain`: says whether a delivery verifies and, if not, the most likely causes with what shows them. */
import { explain, type ExplainRequest, type Explanation } from '../explain/explain.js';
import { signedBody } from '../line/content-encoding.js';
import { Outcome } from '../model/outcome.js';
import type { RawHeaders } from '../model/delivery.js';
import { createFamilies } from '../schemes/engine/families.js';
import type { EXPLAIN } from './declared/signing-commands.js';
import type { ArgsOf } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';
import { UsageError } from './io.js';
import { foreignKeyOf } from './foreign-key.js';
import { explainRefused } from './refused.js';
import { bodyOf, readFile, signingContext, timestampOf } from './signing.js';

export async function explainCommand({ values }: ArgsOf<typeof EXPLAIN>, io: Io): Promise<ExitCode> {
  if (values.refused !== undefined) return explainRefused(values.refused, values.output === 'json', io);
  if (values.headers === undefined)
    throw new UsageError('give the headers with --headers FILE (lines, or JSON)');
  const context = await signingContext(values, io);
  const came = parseHeaders(readFile(values.headers).toString('latin1'));
  const rawHeaders = createFamilies([context.scheme, ...context.alike])(came) ?? came;
  const body = await bodyOf(values, io);
  const signed = context.coding ? signedBody(context.coding, came, body) : body;
  const request: ExplainRequest = {
    ...context,
    owner: context.source?.owner,
    url: values.url,
    route: context.publicUrl === undefined ? undefined : context,
    delivery: {
      method: values.method,
      target: '',
      rawHeaders,
      body: signed instanceof Outcome ? body : signed,
      receivedAt: timestampOf(values.now),
    },
  };
  const foreign = context.source && (await foreignKeyOf(context.source, request));
  const explanation = explain({ ...request, foreign });
  io.out(
    values.output === 'json'
      ? `${JSON.stringify(explanation, undefined, 2)}\n`
      : inWords(explanation, context.schemeName),
  );
  return explanation.verifies ? 0 : 1;
}

/**
 * `Name: value` lines (a request line before them is fine), what `curl -v` prints, the `-H` options of a command, or
 * JSON: an object, or a list of names and values.
 * @throws UsageError if a line is none of them.
 */
export function parseHeaders(text: string): RawHeaders {
  const trimmed = text.trim();
  if (/^(?:\{(?! \[)|\[)/.test(trimmed)) return fromJson(trimmed);
  const options = [...trimmed.matchAll(HEADER_OPTION)];
  if (options.length > 0) return options.flatMap((option) => headerLine(unquoted(option), 'an option -H'));
  const lines = trimmed.split(/\r?\n/);
  // curl -v shows what it sent behind ">"; all else is its own notes, and the answer.
  const sent = lines.filter((line) => /^>/.test(line)).map((line) => line.replace(/^> ?/, ''));
  return headerLines(sent.length > 0 ? sent : lines);
}

function headerLines(lines: readonly string[]): RawHeaders {
  const raw: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') break;
    if (index === 0 && /^[A-Z]+ \S+(?: HTTP\/\d(?:\.\d)?)?$/.test(line)) continue;
    raw.push(...headerLine(line, `line ${index + 1} of the headers`));
  }
  return raw;
}

function headerLine(line: string, where: string): readonly string[] {
  // HTTP/2 has method and path among the headers, behind a colon.
  if (/^:[a-z]+:/.test(line)) return [];
  const at = line.indexOf(':');
  if (at < 1) throw new UsageError(`${where} is not "Name: value"`);
  return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

/** `-H '…'`, `-H "…"` and bash's `-H $'…'` as a shell reads them, on lines of their own or within a command. */
const HEADER_OPTION =
  /(?<=^|\s)(?:-H|--header)[ =]?\s*(?:\$'((?:[^'\\]|\\.)*)'|'((?:[^']|'\\'')*)'|"((?:[^"\\]|\\.)*)")/g;

function unquoted([, ansi, single, double = '']: RegExpExecArray): string {
  if (ansi !== undefined) return ansi.replace(ANSI_ESCAPE, unescaped);
  return single === undefined ? double.replace(/\\(["\\$`])/g, '$1') : single.replaceAll("'\\''", "'");
}

/** What browsers write in place of characters that end a quotation or are not ASCII. */
const ANSI_ESCAPE = /\\(?:u([0-9A-Fa-f]{1,4})|x([0-9A-Fa-f]{1,2})|([\\'"nrt]))/g;
const LETTERS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescaped(_all: string, unicode?: string, hex?: string, letter = ''): string {
  // Headers are read byte by byte here, and bash writes UTF-8.
  if (unicode !== undefined) {
    return Buffer.from(String.fromCharCode(parseInt(unicode, 16))).toString('latin1');
  }
  return hex === undefined ? (LETTERS[letter] ?? letter) : String.fromCharCode(parseInt(hex, 16));
}

function fromJson(text: string): RawHeaders {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError('the headers look like JSON, but are not');
  }
  if (Array.isArray(value)) return (value as readonly unknown[]).flat().map(String);
  return Object.entries(value as Record<string, unknown>).flatMap(([name, one]) =>
    name.startsWith(':') ? [] : (Array.isArray(one) ? one : [one]).flatMap((item) => [name, String(item)]),
  );
}

function inWords({ verifies, secret, reason, causes }: Explanation, schemeName: string): string {
  if (verifies) {
    return `The delivery verifies under scheme ${schemeName}${secret === undefined ? '' : ` with ${secret}`}.\n`;
  }
  const lines = causes.map(
    ({ cause, text, evidence }, index) => `${index + 1}. ${text}\n   evidence: ${evidence}  [${cause}]\n`,
  );
  return `The delivery does not verify under scheme ${schemeName}: ${reason ?? ''}.\n\nMost likely:\n${lines.join('')}`;
}
