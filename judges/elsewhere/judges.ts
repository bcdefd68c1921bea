/** The judges in other languages, by what their lists of packages pin. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type Language = 'Python' | 'Go' | 'Java';

export interface Elsewhere {
  readonly language: Language;
  /** As its registry names it. */
  readonly name: string;
  readonly version: string;
  readonly schemes: readonly string[];
}

export const FOLDER = fileURLToPath(new URL('./', import.meta.url));

const STANDARD = ['standard', 'openai'];
const SVIX = ['svix', 'clerk'];

const SCHEMES: Readonly<Record<Language, Readonly<Record<string, readonly string[]>>>> = {
  Python: {
    svix: SVIX,
    standardwebhooks: STANDARD,
    stripe: ['stripe'],
    twilio: ['twilio'],
    slack_sdk: ['slack'],
    razorpay: ['razorpay'],
    pusher: ['pusher'],
    // Its package for Node brings 300 MB of others.
    inngest: ['inngest'],
  },
  Go: {
    'github.com/svix/svix-webhooks': SVIX,
    'github.com/standard-webhooks/standard-webhooks/libraries': STANDARD,
    'github.com/line/line-bot-sdk-go/v8': ['line'],
    'github.com/mailgun/mailgun-go/v4': ['mailgun'],
    'github.com/PagerDuty/go-pagerduty': ['pagerduty'],
    'github.com/buildkite/go-buildkite/v4': ['buildkite', 'buildkite-token'],
    'code.gitea.io/sdk/gitea': ['gitea'],
  },
  Java: {
    'com.svix:svix': SVIX,
    'com.standardwebhooks:standardwebhooks': STANDARD,
    'com.stripe:stripe-java': ['stripe'],
  },
};

/** What pins the version of a package in its language's list. */
const PINS: Readonly<Record<Language, (name: string) => RegExp>> = {
  Python: (name) => new RegExp(`^${name}==(\\S+)`, 'm'),
  Go: (name) => new RegExp(`${name.replaceAll('.', '\\.')} v(\\S+)`),
  Java: (name) => new RegExp(`<artifactId>${name.split(':')[1] ?? ''}</artifactId>\\s*<version>([^<]+)<`),
};

const LISTS: Readonly<Record<Language, string>> = {
  Python: 'python/requirements.txt',
  Go: 'go/go.mod',
  Java: 'java/pom.xml',
};

export const ELSEWHERE: readonly Elsewhere[] = (Object.keys(SCHEMES) as Language[]).flatMap((language) => {
  const list = readFileSync(FOLDER + LISTS[language], 'utf8');
  return Object.entries(SCHEMES[language]).map(([name, schemes]) => {
    const version = PINS[language](name).exec(list)?.[1];
    if (version === undefined) throw new Error(`${LISTS[language]} does not pin ${name}`);
    return { language, name, version, schemes };
  });
});
