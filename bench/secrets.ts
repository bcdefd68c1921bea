/** What both ends of the bench sign with: `actuallycare` on the source's side, Standard Webhooks in Svix's headers behind. */
export const SOURCE_SECRET = 'bench-source-secret-0123456789abcdef';
export const RECEIVER_SECRET = `whsec_${Buffer.from('bench-receiver-secret-0123456789').toString('base64')}`;
export const SOURCE_HEADER = 'X-Webhook-Signature';
