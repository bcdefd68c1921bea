// The bare proxy that asks Redis before it forwards and tells it before it answers, as every gateway that deduplicates has
// to, and answers duplicates by itself: what is left when verifying, signing, log and metrics cost nothing. Nothing is
// given back when a forward fails.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { Redis } from 'ioredis';
import { collecting, forward, respond } from './passing.js';

const redis = new Redis(process.env.REDIS_URL, { enableAutoPipelining: true });

const server = createServer(
  collecting(async (request, body, response) => {
    const key = `bare:${createHash('sha256').update(body).digest('hex')}`;
    if ((await redis.set(key, 'claimed', 'PX', 15_000, 'NX')) === null) {
      respond(response, 200, [], Buffer.from('duplicate'));
      return;
    }
    forward(request, body, async (status, headers, answer) => {
      await redis.set(key, 'done', 'PX', 86_400_000);
      respond(response, status, headers, answer);
    });
  }),
);
server.listen(Number(process.env.PORT), '127.0.0.1');
