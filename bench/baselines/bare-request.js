// The bare proxy as it is usually written: the body awaited, undici's request() out, header objects passed on. No signature,
// no store, no log.
import { createServer } from 'node:http';
import { Pool } from 'undici';
import { OWN } from './own-headers.js';

const { PORT, RECEIVER_URL } = process.env;
const pool = new Pool(RECEIVER_URL);

createServer(async (request, response) => {
  try {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { statusCode, headers, body } = await pool.request({
      path: request.url === '/hooks' ? '/webhooks' : request.url,
      method: request.method,
      headers: passed(request.headers),
      body: Buffer.concat(chunks),
    });
    const answer = Buffer.from(await body.arrayBuffer());
    response.writeHead(statusCode, { ...passed(headers), 'content-length': answer.length }).end(answer);
  } catch {
    response.writeHead(502).end();
  }
}).listen(Number(PORT), '127.0.0.1');

function passed(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN.has(name)));
}
