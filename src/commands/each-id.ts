/** Makes the same call for each of several ids. If one fails, the others still have their turn. */
import type { CandidateView } from '../http/api/view.js';
import { ApiClient, type Parameters } from './api-client.js';
import { ApiFailure } from './api-failure.js';
import type { ExitCode, Io } from './io.js';
import { jsonText, printable } from './print.js';

/** Problems that concern one delivery and not the gateway. */
const OF_ONE = ['unknown_delivery', 'ambiguous_id', 'body_not_kept', 'invalid_path'];

export interface EachCall {
  /** The path of an id's call. */
  readonly path: (id: string) => readonly string[];
  /** What became of it. */
  readonly done: string;
}

export interface EachOptions {
  readonly url: string | undefined;
  readonly asJson: boolean;
  readonly place: Parameters;
}

type Result =
  | {
      readonly id: string;
      readonly done: true;
      readonly code: null;
      /** Of the delivery that was meant. */
      readonly messageId: string;
      readonly route: string;
      readonly destination: string;
    }
  | {
      readonly id: string;
      readonly done: false;
      readonly code: string | null;
      readonly candidates: readonly CandidateView[] | undefined;
    };

/** @throws ApiFailure for whatever would meet the other ids too. */
export async function forEachId(
  ids: readonly string[],
  call: EachCall,
  { url, asJson, place }: EachOptions,
  io: Io,
): Promise<ExitCode> {
  const client = new ApiClient(url, io);
  const results: Result[] = [];
  for (const id of ids) {
    try {
      const on = await client.post<CandidateView>(call.path(id), {}, place);
      results.push({
        id,
        done: true,
        code: null,
        messageId: on.id,
        route: on.route,
        destination: on.destination,
      });
      if (!asJson) io.out(`${printable(id)}: ${call.done}${on.id === id ? '' : ` (${printable(on.id)})`}\n`);
    } catch (error) {
      if (!(error instanceof ApiFailure) || !OF_ONE.includes(error.code ?? '')) throw error;
      results.push({ id, done: false, code: error.code ?? null, candidates: error.candidates });
      io.err(`${printable(id)}: ${error.message}\n`);
    }
  }
  if (asJson) io.out(jsonText(results));
  return results.every(({ done }) => done) ? 0 : 1;
}
