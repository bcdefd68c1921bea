/** What a browser may do with the console's page and its files: as little as the page needs. */

interface PageHeader {
  readonly name: string;
  readonly value: string;
  /** For docs/security.md. */
  readonly stops: string;
}

/** Whatever is not named here may not be loaded: no frame, no font, no form, no plug-in, nothing of another origin. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
];

/** Those that browsers know. Writing to the clipboard is not among them: ids are there to be copied. */
const DENIED_FEATURES = [
  'accelerometer',
  'autoplay',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
  'xr-spatial-tracking',
];

/** They go with every answer of the console, whatever its status. */
export const PAGE_HEADERS: readonly PageHeader[] = [
  {
    name: 'Content-Security-Policy',
    value: CONTENT_SECURITY_POLICY.join('; '),
    stops:
      'Scripts and styles that are not the console’s own files, also those that a text of a stranger would bring in; requests to anywhere but this port; being shown in a frame.',
  },
  {
    name: 'X-Content-Type-Options',
    value: 'nosniff',
    stops: 'A file that is taken for something else than it is.',
  },
  {
    name: 'Referrer-Policy',
    value: 'no-referrer',
    stops: 'The address of the page, and what it searches for, told to where a link leads.',
  },
  {
    name: 'Cross-Origin-Opener-Policy',
    value: 'same-origin',
    stops: 'A page of another origin that holds on to the console’s window.',
  },
  {
    name: 'Cross-Origin-Resource-Policy',
    value: 'same-origin',
    stops: 'Another origin that loads the console’s files.',
  },
  {
    name: 'Permissions-Policy',
    value: DENIED_FEATURES.map((feature) => `${feature}=()`).join(', '),
    stops: 'Camera, microphone, place, reading the clipboard, and all else that the page has no use for.',
  },
];
