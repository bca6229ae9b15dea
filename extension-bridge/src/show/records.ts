/** Events that are kept, looked up and written as lines, an event each. No `vscode` import. */

import { MOST_RECORDS, type Records, type Requests, type Span } from '../wire/protocol.ts';
import { type Numbers, sentence } from './sentences.ts';
import { plain, time } from './words.ts';

const MINUTE_MS = 60_000;

/** How many times as far back to look next, where there were too few: few requests, small ones. */
const WIDER = 8;

/** Of a document's number its last five digits are enough to tell it from others. */
const DIGITS = 5;

/** Pages that are counted at most; more are days of a program that types. */
const MOST_PAGES = 100;

type Params = Requests['pulsedev/data/records'][0];

/** Asks the daemon. */
export type Look = (params: Params) => Promise<Records>;

/** One event that is kept. */
export interface KeptEvent extends Numbers {
  /** Epoch milliseconds. */
  t: number;
  window: number;
  doc: number;
}

/** The names of documents that are open here, by their numbers; shown, and never kept. */
export type Names = ReadonlyMap<number, string>;

/** Columns into events, in the same order. */
export function eventsOf(records: Records): KeptEvent[] {
  const { t, window = [], kind, doc, a, b, c } = records;
  return t.map((at, row) => ({
    t: at,
    window: window[row] ?? 0,
    kind: kind[row] ?? 0,
    doc: doc[row] ?? 0,
    a: a[row] ?? 0,
    b: b[row] ?? 0,
    c: c[row] ?? 0,
  }));
}

/** Return the last events up to now, the newest first; `since` is when the oldest one happened. */
export async function newest(
  look: Look,
  since: number | null,
  now: number,
  most: number,
): Promise<KeptEvent[]> {
  if (since === null) {
    return [];
  }
  for (let back = MINUTE_MS; ; back *= WIDER) {
    const from = Math.max(since, now - back);
    const found = await all(look, { from });
    if (found.length >= most || from === since) {
      return found.slice(-most).reverse();
    }
  }
}

async function all(look: Look, span: Span): Promise<KeptEvent[]> {
  const found: KeptEvent[] = [];
  for (let more = true; more; ) {
    const page = await look({ ...span, skip: found.length, limit: MOST_RECORDS });
    found.push(...eventsOf(page));
    more = page.more && page.t.length > 0;
  }
  return found;
}

/** Return how many events of a span are kept. */
export async function amountIn(look: Look, span: Span): Promise<number> {
  return (await all(look, span)).length;
}

/** Return how many pages a span fills. */
export async function pagesIn(look: Look, span: Span): Promise<number> {
  let pages = 1;
  for (; pages < MOST_PAGES; pages++) {
    const next = await look({ ...span, skip: pages * MOST_RECORDS, limit: 1 });
    if (next.t.length === 0) {
      break;
    }
  }
  return pages;
}

/** One event in words: when, in which window, of which document, what. */
export function line(event: KeptEvent, names: Names): string {
  const document = event.doc ? `${documentOf(event.doc, names)}: ` : '';
  return `${time(event.t)}  window ${event.window}  ${document}${sentence(event)}`;
}

function documentOf(doc: number, names: Names): string {
  const number = `document ${String(doc).slice(-DIGITS).padStart(DIGITS, '0')}`;
  const name = names.get(doc);
  return name === undefined ? number : `${number} (${plain(name)})`;
}
