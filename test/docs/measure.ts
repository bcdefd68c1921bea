/**
 * Figures of the pages, measured again: `npx tsx test/docs/measure.ts memory` or `queues`, after `npm run build`, on
 * Linux with a redis-server; what follows goes to that server.
 */
import { Redis } from 'ioredis';
import { startProcess } from '../helpers/redis-server.js';
import { idleCost, messageCost } from './queue-costs.js';

const MESSAGES = 10_000;
const ROUTES = [0, 1, 10, 100, 300, 1_000];

const [what, ...args] = process.argv.slice(2);
const redis = await startProcess('redis-server', { args });
const client = new Redis(redis.url);
try {
  if (what === 'memory') console.table(await messageCost(redis.url, client, MESSAGES));
  else if (what === 'queues') {
    const rows = [];
    for (const routes of ROUTES) rows.push(await idleCost(redis.url, client, routes));
    console.table(rows);
  } else throw new TypeError('measure what: memory or queues?');
} finally {
  client.disconnect();
  await redis.stop();
}
