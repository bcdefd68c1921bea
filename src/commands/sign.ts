/** `sign`: the headers a scheme would send with a body, or a ready `curl`. */
import { headerObject } from '../model/header-object.js';
import { receiverPlace } from '../model/receiver-place.js';
import { appendQuery } from '../schemes/engine/sign.js';
import type { SIGN } from './declared/signing-commands.js';
import type { ArgsOf } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';
import { UsageError } from './io.js';
import { bodyOf, eventIn, idOf, signerOf, signingContext, timestampOf } from './signing.js';

export async function signCommand({ values }: ArgsOf<typeof SIGN>, io: Io): Promise<ExitCode> {
  const context = await signingContext(values, io);
  const body = await bodyOf(values, io);
  const headers: string[] = [];
  const id = idOf(values);
  const to = values.url ?? values.curl;
  const sign = signerOf(context, to === undefined ? undefined : receiverPlace(to).url);
  const event = values.event ?? eventIn(context.scheme, body);
  const query = sign({ id, event, body }, timestampOf(values.timestamp), headers);
  const url =
    values.curl !== undefined && query !== undefined ? appendQuery(values.curl, query) : values.curl;
  if (url !== undefined) io.out(curl(url, headers, values.file, body));
  else if (values.output === 'json') io.out(`${JSON.stringify(headerObject(headers), undefined, 2)}\n`);
  else io.out(lines(headers));
  return 0;
}

function lines(headers: readonly string[]): string {
  let text = '';
  for (let i = 0; i < headers.length; i += 2) text += `${headers[i] ?? ''}: ${headers[i + 1] ?? ''}\n`;
  return text;
}

/**
 * `--data-binary`, because `--data` strips a file's line ends and the signature is over bytes. Both read a text that
 * begins with @ as a file's name; `--data-raw` does not.
 */
export function curl(
  url: string,
  headers: readonly string[],
  file: string | undefined,
  body: Buffer,
): string {
  const { url: shown, socketPath } = receiverPlace(url);
  const socket = socketPath === undefined ? '' : `--unix-socket ${quote(socketPath)} `;
  const options = [`curl -i ${socket}${quote(shown)}`, `-H 'Content-Type: application/json'`];
  for (let i = 0; i < headers.length; i += 2)
    options.push(`-H ${quote(`${headers[i] ?? ''}: ${headers[i + 1] ?? ''}`)}`);
  if (file !== undefined && file !== '-') options.push(`--data-binary @${quote(file)}`);
  else if (body.toString('utf8').includes('\0') || !body.equals(Buffer.from(body.toString('utf8')))) {
    throw new UsageError('a body that is not text cannot stand in a command line; give it with --file');
  } else {
    const text = body.toString('utf8');
    options.push(`${text.startsWith('@') ? '--data-raw' : '--data-binary'} ${quote(text)}`);
  }
  return `${options.join(' \\\n  ')}\n`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
