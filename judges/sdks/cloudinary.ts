import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly v2: {
    config(options: { api_secret: string; signature_algorithm: string }): void;
    readonly utils: {
      verifyNotificationSignature(body: string, time: number, signature: string): boolean;
      webhook_signature(
        body: string,
        time: number,
        options: { api_secret: string; signature_algorithm: string },
      ): string;
    };
  };
}

const ALGORITHMS: Readonly<Record<string, string>> = { cloudinary: 'sha1', 'cloudinary-sha256': 'sha256' };

export const cloudinary = judge<Sdk>({
  package: 'cloudinary',
  schemes: ['cloudinary', 'cloudinary-sha256'],
  accepts: ({ v2 }, received) => {
    v2.config({ api_secret: received.secret, signature_algorithm: ALGORITHMS[received.scheme] ?? '' });
    return v2.utils.verifyNotificationSignature(
      received.text,
      Number(header(received, 'X-Cld-Timestamp')),
      header(received, 'X-Cld-Signature'),
    );
  },
  signs: ({ v2 }, { scheme, text, now, secret }) => {
    const time = Math.floor(now / 1000);
    const options = { api_secret: secret, signature_algorithm: ALGORITHMS[scheme] ?? '' };
    return {
      headers: {
        'X-Cld-Timestamp': String(time),
        'X-Cld-Signature': v2.utils.webhook_signature(text, time, options),
      },
    };
  },
});
