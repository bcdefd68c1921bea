import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { TimeFormat } from '../../src/schemes/spec.js';
import { convertTime, readTime, writeTime } from '../../src/schemes/text/time-text.js';

const FORMATS: readonly TimeFormat[] = ['s', 'ms', 'iso'];
const NOON = Date.UTC(2026, 5, 11, 12, 0, 0);

describe('seconds and milliseconds', () => {
  test.each([
    ['1781179200', ['s'], NOON],
    ['0000000001', ['s'], 1_000],
    ['1781179200123', ['ms'], NOON + 123],
    ['1781179200', ['ms', 's'], NOON],
  ] as const)('%j is a time in %j', (text, formats, time) => {
    expect(readTime(text, formats)).toBe(time);
  });

  test.each([
    '',
    '178117920',
    '17811792000',
    ' 1781179200',
    '1781179200\n',
    '+178117920',
    '-178117920',
    '1.78117920',
    '178117920e',
    '1781179200 ',
    '١٧٨١١٧٩٢٠٠',
    '178117920/',
    '178117920:',
    '178117920\u{ff10}',
  ])('%j is no time in any format', (text) => {
    expect(readTime(text, FORMATS)).toBeUndefined();
  });

  it('reads a format only where it is asked for', () => {
    expect(readTime('1781179200', ['ms', 'iso'])).toBeUndefined();
    expect(readTime('1781179200000', ['s', 'iso'])).toBeUndefined();
    expect(readTime('2026-06-11T12:00:00Z', ['s', 'ms'])).toBeUndefined();
    expect(readTime('1781179200', [])).toBeUndefined();
  });
});

describe('iso', () => {
  test.each([
    ['2026-06-11T12:00:00Z', NOON],
    ['2026-06-11T12:00:00.5Z', NOON + 500],
    ['2026-06-11T12:00:00.05Z', NOON + 50],
    ['2026-06-11T12:00:00.123456789Z', NOON + 123],
    ['2026-06-11T14:00:00+02:00', NOON],
    ['2026-06-11T06:30:00.000-05:30', NOON],
    ['2026-06-11T12:00:00-00:00', NOON],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
    ['1969-12-31T23:59:59.999Z', -1],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
  ])('%s is a time', (text, time) => {
    expect(readTime(text, ['iso'])).toBe(time);
  });

  test.each([
    ['a day the month lacks', '2026-04-31T00:00:00Z'],
    ['February 30', '2026-02-30T00:00:00Z'],
    ['February 29 outside a leap year', '2026-02-29T00:00:00Z'],
    ['February 29 of 1900', '1900-02-29T00:00:00Z'],
    ['month 0', '2026-00-10T00:00:00Z'],
    ['month 13', '2026-13-10T00:00:00Z'],
    ['day 0', '2026-01-00T00:00:00Z'],
    ['hour 24', '2026-06-11T24:00:00Z'],
    ['minute 60', '2026-06-11T12:60:00Z'],
    ['a leap second', '2016-12-31T23:59:60Z'],
    ['no zone', '2026-06-11T12:00:00'],
    ['a lower-case zone', '2026-06-11T12:00:00z'],
    ['a lower-case T', '2026-06-11t12:00:00Z'],
    ['a blank for T', '2026-06-11 12:00:00Z'],
    ['an offset without colon', '2026-06-11T12:00:00+0200'],
    ['an offset of hours alone', '2026-06-11T12:00:00+02'],
    ['offset hour 24', '2026-06-11T12:00:00+24:00'],
    ['offset minute 60', '2026-06-11T12:00:00+02:60'],
    ['an empty fraction', '2026-06-11T12:00:00.Z'],
    ['ten digits of a fraction', '2026-06-11T12:00:00.1234567890Z'],
    ['a comma for the point', '2026-06-11T12:00:00,5Z'],
    ['no seconds', '2026-06-11T12:00Z'],
    ['a date alone', '2026-06-11'],
    ['five digits of a year', '12026-06-11T12:00:00Z'],
    ['a sign before the year', '+002026-06-11T12:00:00Z'],
    ['text behind', '2026-06-11T12:00:00Z{'],
    ['a line end behind', '2026-06-11T12:00:00Z\n'],
    ['blanks in front', ' 2026-06-11T12:00:00Z'],
  ])('refuses %s', (_what, text) => {
    expect(readTime(text, FORMATS)).toBeUndefined();
  });
});

describe('writing', () => {
  it('drops what is below the second in seconds, towards the past', () => {
    expect(writeTime(NOON + 999, 's')).toBe('1781179200');
    expect(writeTime(NOON + 999, 'ms')).toBe('1781179200999');
    expect(writeTime(NOON + 999, 'iso')).toBe('2026-06-11T12:00:00.999Z');
  });

  it('reads back what it wrote, in every format', () => {
    const since2001 = fc.integer({ min: 1_000_000_000_000, max: 9_999_999_999_999 });
    fc.assert(
      fc.property(since2001, (time) => {
        expect(readTime(writeTime(time, 'ms'), ['ms'])).toBe(time);
        expect(readTime(writeTime(time, 'iso'), ['iso'])).toBe(time);
        expect(readTime(writeTime(time, 's'), ['s'])).toBe(time - (time % 1_000));
      }),
    );
  });

  it('reads what Date reads, whenever both take the text', () => {
    const dates = fc.date({
      min: new Date('0001-01-01'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        expect(readTime(date.toISOString(), ['iso'])).toBe(date.getTime());
      }),
    );
  });

  it('answers any text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        readTime(text, FORMATS);
      }),
    );
  });
});

describe('converting', () => {
  test.each([
    ['2026-06-11T12:00:00Z', 'iso', 's', '1781179200'],
    ['2026-06-11T12:00:00.000000000Z', 'iso', 's', '1781179200'],
    ['2026-06-11T14:00:00.25+02:00', 'iso', 'ms', '1781179200250'],
    ['1781179200', 's', 'iso', '2026-06-11T12:00:00.000Z'],
    ['1781179200', 's', 'ms', '1781179200000'],
    ['1781179200000', 'ms', 's', '1781179200'],
  ] as const)('%s in %s is, in %s, %s', (text, from, to, converted) => {
    expect(convertTime(text, from, to)).toBe(converted);
  });

  test.each([
    ['half a second is lost in seconds', '2026-06-11T12:00:00.5Z', 'iso', 's'],
    ['a millisecond is lost in seconds', '1781179200001', 'ms', 's'],
    ['a microsecond is lost in milliseconds', '2026-06-11T12:00:00.000001Z', 'iso', 'ms'],
    ['1999 has fewer than ten digits of seconds', '1999-06-11T12:00:00Z', 'iso', 's'],
    ['the text is no time', 'tomorrow', 'iso', 's'],
    ['a time before 1970 has a sign', '1969-12-31T23:59:59Z', 'iso', 'ms'],
  ] as const)('refuses where %s', (_why, text, from, to) => {
    expect(convertTime(text, from, to)).toBeUndefined();
  });
});
