// A receiver as yours may look: it verifies with the official library and answers. Used by README and its tests.
// usage: RECEIVER_SECRET=whsec_… node docs/receiver.js [PORT]
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.RECEIVER_SECRET);
const SIGNED = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    // Node joins a header that came twice, and what was signed would have two readings.
    if (SIGNED.some((name) => request.headersDistinct[name]?.length > 1))
      throw new Error('a header came twice');
    // The bytes as they came: a body parsed and serialised again would have another signature.
    const event = webhook.verify(Buffer.concat(chunks), request.headers);
    console.log(`receiver: genuine ${request.headers['webhook-id']} ${JSON.stringify(event)}`);
    response.writeHead(204).end();
  } catch (error) {
    console.log(`receiver: refused, ${error.message}`);
    response.writeHead(401).end();
  }
}).listen(Number(process.argv[2] ?? 3000), '127.0.0.1');
