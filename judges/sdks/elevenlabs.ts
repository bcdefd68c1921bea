import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly ElevenLabsClient: new (options: { apiKey: string }) => {
    readonly webhooks: { constructEvent(body: string, signature: string, secret: string): Promise<unknown> };
  };
}

export const elevenlabs = judge<Sdk>({
  package: '@elevenlabs/elevenlabs-js',
  schemes: ['elevenlabs'],
  accepts: ({ ElevenLabsClient }, received) =>
    new ElevenLabsClient({ apiKey: 'key' }).webhooks.constructEvent(
      received.text,
      header(received, 'ElevenLabs-Signature'),
      received.secret,
    ),
});
