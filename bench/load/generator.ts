/** The generator, in a process of its own: signs what it needs, then sends it as asked. */
import { setPriority } from 'node:os';
import { serveHelper } from '../rig/helper.js';
import { createDeck } from './deck.js';
import type { Load, LoadResult } from './load.js';
import { closedLoop, openLoop } from './loops.js';

/** Deliveries a second no gateway here gets beyond; a closed loop that uses up its deck ends early. */
const CLOSED_AT_MOST = 16_000;

// It turns without sleeping: receiver and Redis, which share its processor, go first.
setPriority(10);

serveHelper((load: Load): Promise<LoadResult> => {
  const { pace, ports, seconds, most = CLOSED_AT_MOST * seconds } = load;
  if ('rate' in pace) {
    return openLoop(ports, createDeck(load, Math.round(pace.rate * seconds)), pace.rate, seconds);
  }
  return closedLoop(ports, createDeck(load, most), pace.clients, seconds);
});
