// The cheapest proxy Node offers: node:http in, undici's dispatch out, headers passed on as nginx does. No signature, no
// store, no log.
import { createServer } from 'node:http';
import { collecting, forward, respond } from './passing.js';

const server = createServer(
  collecting((request, body, response) => {
    forward(request, body, (status, headers, answer) => {
      respond(response, status, headers, answer);
    });
  }),
);
server.listen(Number(process.env.PORT), '127.0.0.1');
