// What the bare proxies share: a request passed on with undici's dispatch, headers as nginx passes them on.
import { Pool } from 'undici';
import { OWN } from './own-headers.js';

const pool = new Pool(process.env.RECEIVER_URL, { pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
/** @param {(request: object, body: Buffer, response: object) => void} handle */
export function collecting(handle) {
  return (request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      handle(request, joined(chunks), response);
    });
  };
}

/** @param {(status: number, headers: string[], body: Buffer) => void} answer */
export function forward({ method, url, rawHeaders }, body, answer) {
  const headers = passed(rawHeaders);
  const chunks = [];
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
        chunks.push(chunk);
      },
      onResponseEnd() {
        answer(status, answered, joined(chunks));
      },
      onResponseError() {
        answer(status, answered, joined(chunks));
      },
    },
  );
}

export function respond(response, status, headers, body) {
  headers.push('Content-Length', String(body.length));
  response.writeHead(status, headers);
  response.end(body);
}

function joined(chunks) {
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

/** @param {string[]} raw names and values in turn */
function passed(raw) {
  const headers = [];
  for (let i = 0; i < raw.length; i += 2) {
    if (!OWN.has(raw[i].toLowerCase())) headers.push(raw[i], raw[i + 1]);
  }
  return headers;
}
