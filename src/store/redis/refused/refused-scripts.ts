/** The scripts over refused deliveries, under the names the client calls them by. */
import { answered, refusedGiveWay, remove, trim } from './refused-changes.js';
import { keep } from './keep.js';
import { page } from './page.js';

export const REFUSED_SCRIPTS = {
  gwKeepRefused: keep,
  gwRefusedPage: page,
  gwRemoveRefused: remove,
  gwRefusedAnswer: answered,
  gwTrimRefused: trim,
  gwRefusedGiveWay: refusedGiveWay,
} as const;

type Run = (...keysAndArguments: readonly (string | number | Buffer)[]) => Promise<unknown>;

/** As methods; answers are described at each script. */
export type RefusedScripts = Readonly<Record<keyof typeof REFUSED_SCRIPTS, Run>>;
