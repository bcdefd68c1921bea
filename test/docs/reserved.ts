import type { OutcomeCode } from '../../src/outcome.js';

/** Words of the contract that nothing in this version produces; the pages say so, and a test that it is so. */
export const RESERVED: readonly OutcomeCode[] = ['queued', 'paused'];
