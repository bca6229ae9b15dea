/**
 * The results of the daemon as data, so that a test can hold the mirror to the real one. The
 * types below make the compiler refuse a shape that differs from the interface it describes.
 */

import type { Capabilities, Method, Requests } from '../../src/wire/protocol.ts';

/** The names of the kinds of value; a list holds one shape, which each entry has. */
export type Shape<T> = [T] extends [string]
  ? 'string'
  : [T] extends [boolean]
    ? 'boolean'
    : [T] extends [number]
      ? 'number'
      : [T] extends [number | null]
        ? 'number or null'
        : [T] extends [string | null]
          ? 'string or null'
          : T extends readonly (infer Item)[]
            ? [Shape<Item>]
            : [null] extends [T]
              ? 'object or null'
              : { [Key in keyof T]-?: Shape<Exclude<T[Key], undefined>> };

type AnyShape = string | readonly [AnyShape] | Keys;
interface Keys {
  readonly [key: string]: AnyShape;
}

const reason = {
  feature: 'string',
  label: 'string',
  value: 'number or null',
  usual: 'number or null',
  effect: 'number or null',
} as const;

const remark = {
  kind: 'string',
  label: 'string',
  value: 'number or null',
  usual: 'number or null',
} as const;

const cards: Shape<Requests['pulsedev/models'][1]> = {
  models: [
    {
      model: 'string',
      role: 'string',
      created: 'number or null',
      title: 'string',
      markdown: 'string',
    },
  ],
};

export const state: Shape<Requests['pulsedev/status'][1]> = {
  state: 'string',
  since: 'number',
  p_stuck: 'number',
  p_flow: 'number',
  reasons: [reason],
  model: 'string',
  remarks: [remark],
  events: 'number',
  stored: 'number',
  windows: { open: 'number', brain: 'string' },
  paused: 'boolean',
  store: 'string',
  trouble: 'string or null',
  training: 'object or null',
  next: 'string',
};

const until = { until: 'number or null' } as const;

const summary = {
  store: 'string',
  batches: 'number',
  events: 'number',
  vectors: 'number',
  labels: 'number',
  states: 'number',
  alerts: 'number',
  since: 'number or null',
  bytes: 'number',
} as const;

export const results: { [M in Method]: Shape<Requests[M][1]> } = {
  'pulsedev/label': { id: 'number' },
  'pulsedev/status': state,
  'pulsedev/explain': { state: 'string', reasons: [reason] },
  'pulsedev/timeline': {
    t: ['number'],
    state: ['string'],
    p_stuck: ['number'],
    p_flow: ['number'],
  },
  'pulsedev/pause': until,
  'pulsedev/resume': until,
  'pulsedev/snooze': until,
  'pulsedev/train': { started: 'boolean', why: 'string' },
  'pulsedev/models': cards,
  'pulsedev/rollback': cards,
  'pulsedev/review': {
    day: 'string',
    stretches: [
      {
        ...{ since: 'number', until: 'number', active: 'number', edits: 'number' },
        ...{ runs: 'number', failed: 'number', commits: 'number', files: 'number' },
        said: ['string'],
      },
    ],
  },
  'pulsedev/data/summary': summary,
  'pulsedev/data/records': {
    ...{ t: ['number'], window: ['number'], kind: ['number'], doc: ['number'] },
    ...{ a: ['number'], b: ['number'], c: ['number'], more: 'boolean' },
  },
  'pulsedev/data/export': { events: 'number', bytes: 'number' },
  'pulsedev/data/erase': summary,
};

export const capabilities: Omit<Shape<Capabilities>, 'eventKinds'> = {
  protocol: 'number',
  documentKey: 'string',
};

/** Where a value differs from a shape, one line each; empty where it does not. */
export function differences(value: unknown, shape: AnyShape, at = 'result'): string[] {
  if (typeof shape === 'string') {
    const kind = value === null ? 'null' : typeof value;
    return shape.split(' or ').includes(kind) ? [] : [`${at} is ${kind}, not ${shape}`];
  }
  if (isList(shape)) {
    return Array.isArray(value)
      ? value.flatMap((item) => differences(item, shape[0], `${at}[]`))
      : [`${at} is no list`];
  }
  if (typeof value !== 'object' || value === null) {
    return [`${at} is no object`];
  }
  return differencesOfKeys(value, shape, at);
}

function isList(shape: readonly [AnyShape] | Keys): shape is readonly [AnyShape] {
  return Array.isArray(shape);
}

function differencesOfKeys(value: object, shape: Keys, at: string): string[] {
  const found = new Map<string, unknown>(Object.entries(value));
  const unnamed = [...found.keys()].filter((key) => !(key in shape));
  return [
    ...unnamed.map((key) => `${at}.${key} is not in the mirror`),
    ...Object.entries(shape).flatMap(([key, inner]) =>
      found.has(key) ? differences(found.get(key), inner, `${at}.${key}`) : [`${at}.${key} misses`],
    ),
  ];
}
