/** The key of one delivery where keys come from elsewhere, asked for by the rules of a gateway that had just started. */
import type { SourceConfig } from '../config/config.js';
import { asReceived, type ExplainRequest, type ForeignKey } from '../explain/explain.js';
import { buildKeys, ForeignKeys } from '../gateway/build-keys.js';
import { createFetchKey } from '../line/keys/key-fetch.js';
import { Outcome } from '../model/outcome.js';
import { KEY_REASONS } from '../schemes/engine/refusal-reason.js';

/** @returns undefined if the scheme's keys stand in the configuration, or the delivery is refused before its key counts */
export async function foreignKeyOf(
  source: SourceConfig,
  request: ExplainRequest,
): Promise<ForeignKey | undefined> {
  const { verify, delivery } = asReceived(request);
  const asking = new ForeignKeys(
    () => performance.now(),
    createFetchKey(),
    () => undefined,
  );
  const { findKeys } = buildKeys({ name: '', source }, verify, asking);
  const found = await findKeys?.(delivery, { client: '' });
  if (!(found instanceof Outcome)) return found && { keys: found };
  const { code, reason = '' } = found;
  if (code === 'key_unavailable') return { unavailable: reason };
  const refused = KEY_REASONS.find((one) => one === reason);
  return refused && { refused };
}
