/** Who holds the "Do Not Disturb" switch, and whether a window opened while it was on. No `vscode` import. */

/** When we switched it on and off again, in epoch milliseconds; null while it is on. */
export interface Span {
  on: number;
  off: number | null;
}

/** The window that switches, by the process of its extensions. */
export interface Holder {
  pid: number;
  since: number;
}

/** Nobody is in flow for half a day; a process number may belong to another program by then. */
export const LONGEST_HOLD_MS = 12 * 3_600_000;

/** Whether a window that opened then found the switch on because of us. */
export function inherited(span: Span | undefined, opened: number): boolean {
  return span !== undefined && span.on < opened && (span.off === null || opened < span.off);
}

/** Who holds the switch, by what the file says; nobody if that process is gone or never was ours. */
export function holderOf(
  text: string,
  now: number,
  isAlive: (pid: number) => boolean,
): Holder | undefined {
  const holder = parse(text);
  const held = holder && Math.abs(now - holder.since) < LONGEST_HOLD_MS && isAlive(holder.pid);
  return held ? holder : undefined;
}

function parse(text: string): Holder | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return isHolder(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

function isHolder(value: unknown): value is Holder {
  const { pid, since } = Object(value) as Partial<Record<keyof Holder, unknown>>;
  return Number.isInteger(pid) && Number(pid) > 0 && Number.isFinite(since);
}
