// The bare proxy that answers when BullMQ has the delivery and forwards it from there: what a queue costs when verifying,
// deduplicating, signing, log and metrics cost nothing, and nothing is kept of what was delivered.
import { createServer } from 'node:http';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { collecting, forward, respond } from './passing.js';

const connection = () =>
  new Redis(process.env.REDIS_URL, { maxRetriesPerRequest: null, enableAutoPipelining: true });
const kept = { removeOnComplete: true, removeOnFail: true, attempts: 3 };
const queue = new Queue('deliveries', { connection: connection(), defaultJobOptions: kept });

new Worker(
  'deliveries',
  ({ data: { body, ...request } }) =>
    new Promise((resolve, reject) => {
      forward(request, Buffer.from(body, 'base64'), (status) => {
        if (status < 300) resolve();
        else reject(new Error(`answered ${status}`));
      });
    }),
  { connection: connection(), concurrency: 64 },
);

const server = createServer(
  collecting(async ({ method, url, rawHeaders }, body, response) => {
    await queue.add('delivery', { method, url, rawHeaders, body: body.toString('base64') });
    respond(response, 200, [], Buffer.from('queued'));
  }),
);
server.listen(Number(process.env.PORT), '127.0.0.1');
