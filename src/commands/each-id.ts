/** Makes the same call for each of several ids. If one fails, the others still have their turn. */
import { ApiClient } from './api-client.js';
import { ApiFailure } from './api-failure.js';
import type { ExitCode, Io } from './io.js';
import { jsonText, printable } from './print.js';

/** Problems that concern one delivery and not the gateway. */
const OF_ONE = ['unknown_delivery', 'body_not_kept', 'invalid_path'];

/**
 * @param done a word for what became of an id
 * @throws ApiFailure for whatever would meet the other ids too.
 */
export async function forEachId(
  ids: readonly string[],
  call: { readonly verb: 'replay' | 'forget'; readonly done: string },
  { url, asJson }: { readonly url: string | undefined; readonly asJson: boolean },
  io: Io,
): Promise<ExitCode> {
  const client = new ApiClient(url, io);
  const results: { readonly id: string; readonly done: boolean; readonly code: string | null }[] = [];
  for (const id of ids) {
    try {
      await client.post(['deliveries', id, call.verb]);
      results.push({ id, done: true, code: null });
      if (!asJson) io.out(`${printable(id)}: ${call.done}\n`);
    } catch (error) {
      if (!(error instanceof ApiFailure) || !OF_ONE.includes(error.code ?? '')) throw error;
      results.push({ id, done: false, code: error.code ?? null });
      io.err(`${printable(id)}: ${error.message}\n`);
    }
  }
  if (asJson) io.out(jsonText(results));
  return results.every(({ done }) => done) ? 0 : 1;
}
