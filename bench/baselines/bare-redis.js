// The bare proxy that asks Redis before it forwards and tells it before it answers, as every gateway that deduplicates has
// to: what is left when verifying, signing, log and metrics cost nothing.
import { createServer } from 'node:http';
import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { Pool } from 'undici';

const { PORT, RECEIVER_URL, REDIS_URL } = process.env;
const pool = new Pool(RECEIVER_URL, { pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
const redis = new Redis(REDIS_URL, { enableAutoPipelining: true });
/** Of one connection, not of the message; and what each side writes by itself. */
const OWN = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host', 'content-length', 'date']);

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    const key = `bare:${createHash('sha256').update(body).digest('hex')}`;
    await redis.set(key, 'claimed', 'PX', 15_000, 'NX');
    forward(request, body, key, response);
  });
}).listen(Number(PORT), '127.0.0.1');

function forward({ method, url, rawHeaders }, body, key, response) {
  const headers = passed(rawHeaders);
  const answer = [];
  let status = 502;
  let answered = [];
  pool.dispatch(
    { path: url === '/hooks' ? '/webhooks' : url, method, headers, body },
    {
      onRequestStart() {},
      onResponseStart(controller, code) {
        status = code;
        answered = passed(controller.rawHeaders.map(String));
      },
      onResponseData(_controller, chunk) {
        answer.push(chunk);
      },
      onResponseEnd() {
        void end();
      },
      onResponseError() {
        void end();
      },
    },
  );

  async function end() {
    await redis.set(key, 'done', 'PX', 86_400_000);
    const text = answer.length === 1 ? answer[0] : Buffer.concat(answer);
    answered.push('Content-Length', String(text.length));
    response.writeHead(status, answered);
    response.end(text);
  }
}

/** @param {string[]} raw names and values in turn */
function passed(raw) {
  const headers = [];
  for (let i = 0; i < raw.length; i += 2) {
    if (!OWN.has(raw[i].toLowerCase())) headers.push(raw[i], raw[i + 1]);
  }
  return headers;
}
