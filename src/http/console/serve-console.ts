/**
 * `GET /` on the admin port: the console's page, and its files under `/console/`. They are the same for everybody and
 * hold nothing of this gateway: what the page shows it asks of `/api`, which wants a token.
 */
import type { Request, RequestHandler, Response } from 'express';
import { answerStatus } from '../plain-problem.js';
import { send } from '../respond.js';
import { PAGE, createConsoleFiles, type ConsoleFile } from './console-files.js';
import { PAGE_HEADERS } from './page-headers.js';

export interface ConsoleParts {
  /** Where the build left it. */
  readonly folder: () => string;
  /** Read at each request: a reload may switch it. */
  readonly isOn: () => boolean;
}

const FILES = '/console/';
const NOT_BUILT =
  'The console is not there: this gateway runs from a checkout without it. Run `npm run build`, then load this page again.\n';

/** What it does not have, it leaves to whoever comes next. */
export function createConsole({ folder, isOn }: ConsoleParts): RequestHandler {
  const read = createConsoleFiles(folder);
  return async (request, response, next) => {
    const name = nameIn(request.path);
    if (name === undefined || !isOn()) {
      next();
      return;
    }
    const files = await read();
    const file = files?.get(name);
    const isKnown = file !== undefined || (!files && name === PAGE);
    if (!isKnown) next();
    else if (request.method !== 'GET' && request.method !== 'HEAD')
      answerStatus(response, 405, ['Allow', 'GET, HEAD']);
    else if (file) await answer(request, response, file);
    else answerNotBuilt(response);
  };
}

/** As the path stands there, nothing decoded: what is not a name to the letter is none. */
function nameIn(path: string): string | undefined {
  if (path === '/') return PAGE;
  if (!path.startsWith(FILES)) return undefined;
  const name = path.slice(FILES.length);
  // Its files are named from where it stands.
  return name === PAGE ? undefined : name;
}

async function answer(request: Request, response: Response, file: ConsoleFile): Promise<void> {
  const { type, isNamedByContent, bytes } = file;
  const takesGzip = request.acceptsEncodings('gzip') === 'gzip';
  const body = takesGzip ? await file.gzipped() : bytes;
  send(
    response,
    200,
    headersOf(type, isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache', [
      ...['Vary', 'Accept-Encoding'],
      ...(takesGzip ? ['Content-Encoding', 'gzip'] : []),
    ]),
    body,
  );
}

function answerNotBuilt(response: Response): void {
  send(response, 404, headersOf('text/plain; charset=utf-8', 'no-store'), Buffer.from(NOT_BUILT));
}

function headersOf(type: string, caching: string, more: readonly string[] = []): string[] {
  const page = PAGE_HEADERS.flatMap(({ name, value }) => [name, value]);
  return ['Content-Type', type, 'Cache-Control', caching, ...page, ...more];
}
