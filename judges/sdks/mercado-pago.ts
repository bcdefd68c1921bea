import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly WebhookSignatureValidator: {
    validate(request: {
      xSignature: string;
      xRequestId: string;
      dataId: string | null;
      secret: string;
    }): void;
  };
}

export const mercadoPago = judge<Sdk>({
  package: 'mercadopago',
  schemes: ['mercado-pago'],
  query: 'data.id=123456',
  accepts: ({ WebhookSignatureValidator }, received) => {
    WebhookSignatureValidator.validate({
      xSignature: header(received, 'x-signature'),
      xRequestId: header(received, 'x-request-id'),
      dataId: new URL(received.url).searchParams.get('data.id'),
      secret: received.secret,
    });
  },
});
