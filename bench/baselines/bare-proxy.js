// The cheapest forwarding Node offers: node:http in, undici's dispatch out. No signature, no store, no log.
import { createServer } from 'node:http';
import { Pool } from 'undici';

const { PORT, RECEIVER_URL } = process.env;
const pool = new Pool(RECEIVER_URL, { pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    forward(request.headers, body, response);
  });
}).listen(Number(PORT), '127.0.0.1');

function forward(received, body, response) {
  const headers = [
    'content-type',
    received['content-type'] ?? '',
    'x-webhook-signature',
    received['x-webhook-signature'] ?? '',
  ];
  const answer = [];
  let status = 502;
  let contentType;
  pool.dispatch(
    { path: '/webhooks', method: 'POST', headers, body },
    {
      onRequestStart() {},
      onResponseStart(_controller, code, answered) {
        status = code;
        contentType = answered['content-type'];
      },
      onResponseData(_controller, chunk) {
        answer.push(chunk);
      },
      onResponseEnd() {
        end();
      },
      onResponseError() {
        end();
      },
    },
  );

  function end() {
    const text = answer.length === 1 ? answer[0] : Buffer.concat(answer);
    response.writeHead(status, {
      'Content-Type': contentType ?? 'text/plain',
      'Content-Length': text.length,
    });
    response.end(text);
  }
}
