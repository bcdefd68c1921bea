/** The gateway's own attributes; all others are OpenTelemetry's conventions for HTTP. docs/operations.md lists them. */
export const OWN = {
  route: 'webhook_gateway.route',
  destination: 'webhook_gateway.destination',
  messageId: 'webhook_gateway.message_id',
  event: 'webhook_gateway.event',
  outcome: 'webhook_gateway.outcome',
  reason: 'webhook_gateway.reason',
  claims: 'webhook_gateway.claims',
  attempt: 'webhook_gateway.attempt',
  result: 'webhook_gateway.result',
} as const;
