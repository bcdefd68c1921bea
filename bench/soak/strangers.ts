/** Strangers who begin requests and do not end them: half a head, half a body, a byte now and then. */
import { connect, type Socket } from 'node:net';
import { ROUTES } from './settings.js';

const AT_A_TIME = 10;
const EVERY_MS = 3_000;
const STAY_MS = 20_000;
const DRIP_MS = 1_000;

/** @returns what ends them */
export function startStrangers(port: number): () => void {
  const sockets = new Set<Socket>();
  let count = 0;
  const timer = setInterval(() => {
    for (let i = 0; i < AT_A_TIME; i++) begin(port, count++, sockets);
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    for (const socket of sockets) socket.destroy();
  };
}

function begin(port: number, number: number, sockets: Set<Socket>): void {
  const socket = connect(port, '127.0.0.1');
  const path = `/${ROUTES[number % ROUTES.length]?.name ?? ''}`;
  const head = [`POST ${path} HTTP/1.1`, 'Host: x', `X-Forwarded-For: 198.51.100.${number % 200}`];
  const rest = [`X-Webhook-Signature: sha256=${'0'.repeat(64)}`, 'Content-Length: 5000', '', 'x'];
  sockets.add(socket);
  socket.on('error', () => undefined);
  socket.resume();
  socket.write([...head, ...(number % 2 === 0 ? rest : ['X-More: '])].join('\r\n'));
  const drip = setInterval(() => socket.write('x'), DRIP_MS);
  const leave = setTimeout(() => socket.destroy(), STAY_MS);
  socket.on('close', () => {
    clearInterval(drip);
    clearTimeout(leave);
    sockets.delete(socket);
  });
}
