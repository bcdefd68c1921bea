import type { BuiltInScheme } from '../spec.js';

/**
 * Version 2 of App Store Server Notifications: the body holds one token, which carries its certificates. They lead to
 * Apple's root, which the route names (`keyRoots`: AppleRootCA-G3), and show by their extensions that they are for this.
 * Apple signs for every app, so the route names its own. What stands beside the token in the body is not signed.
 */
export const appStore: BuiltInScheme = {
  title: 'App Store Server Notifications',
  docs: 'https://developer.apple.com/documentation/appstoreservernotifications',
  trust: 'partly',
  evidence: 'documentation',
  keys: {
    x5c: { leafHas: '1.2.840.113635.100.6.11.1', issuerHas: '1.2.840.113635.100.6.2.1' },
  },
  owner: {
    bundle: { json: ['/data/bundleId', '/summary/bundleId', '/externalPurchaseToken/bundleId'] },
  },
  signature: {
    json: '/signedPayload',
    jwt: { algorithms: ['ES256'], hashes: {}, isDocument: true },
  },
  sourceId: { json: '/notificationUUID' },
  identity: ['id'],
  identityNote: "The signed claims hold the notification's id, new for each and the same on each retry.",
  event: [{ json: '/notificationType' }],
  bodyTime: '/signedDate',
  retries: ['1h', '12h', '24h', '48h', '72h'],
  deadline: '4s',
  statuses: { accepted: ['200', '201', '202', '203', '204', '205', '206'], final: [] },
  rests: {
    retries:
      'https://developer.apple.com/documentation/appstoreservernotifications/responding-to-app-store-server-notifications',
    deadline: 'estimate',
    statuses:
      'https://developer.apple.com/documentation/appstoreservernotifications/responding-to-app-store-server-notifications',
  },
};
