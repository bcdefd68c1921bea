/** What the admin port refuses outside of its API: the status, in the form that the API's own problems have. */
import type { PortResponse } from './port-exchange.js';
import { send } from './respond.js';

const TITLES = {
  404: 'Not Found',
  405: 'Method Not Allowed',
  500: 'Internal Server Error',
} as const;

/** @param headers names and values in turn */
export function answerStatus(
  response: PortResponse,
  status: keyof typeof TITLES,
  headers: readonly string[] = [],
): void {
  const body = JSON.stringify({ type: 'about:blank', title: TITLES[status], status });
  send(response, status, ['Content-Type', 'application/problem+json', ...headers], Buffer.from(body));
}
