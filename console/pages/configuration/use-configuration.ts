/** What the parts of this page have in common: the answer of `GET /config`. */
import { useAnswer, type Answer } from '../../api/answer.js';
import { answered, api } from '../../api/client.js';
import type { Configuration } from '../../api/types.js';

const EVERY_MS = 10_000;

export function useConfiguration(): Answer<Configuration> {
  return useAnswer('configuration', (signal) => answered(api.GET('/config', { signal })), EVERY_MS);
}
