/**
 * Says in words where PulseDev stands: the status bar's text, its hover, and the parts that they share.
 *
 * Whatever the daemon says is shown as text and never as markup. No `vscode` import, so tests run it
 * in plain Node.
 */

import type { Standing } from '../standing.ts';
import type { Reason, Said, State, StateName, Summary } from '../wire/protocol.ts';

const MINUTE_S = 60;
const HOUR_S = 3600;

/** A hover is read in one glance: the strongest reasons only. */
const REASONS_IN_HOVER = 3;

/** The only commands that a link in a hover may run. */
export const LINKED = [
  'pulsedev.why',
  'pulsedev.pause',
  'pulsedev.resume',
  'pulsedev.showStoredData',
  'pulsedev.getStarted',
  'pulsedev.restart',
  'pulsedev.showLogs',
  'pulsedev.observeHereAgain',
] as const;

/** Each state's icon and name; what is not known is shown as almost nothing. */
const STATES: Record<StateName, { icon: string; word: string; name: string }> = {
  unknown: { icon: 'pulse', word: 'PulseDev', name: 'Not enough is known yet' },
  neutral: { icon: 'pulse', word: 'Neutral', name: 'Ordinary work' },
  stuck: { icon: 'question', word: 'Stuck', name: 'Stuck' },
  flow: { icon: 'target', word: 'Flow', name: 'In flow' },
  away: { icon: 'coffee', word: 'Away', name: 'Away' },
  paused: { icon: 'debug-pause', word: 'Paused', name: 'Paused' },
};

/** What people say of themselves, in their words. */
export const ANSWERS: Record<Said, string> = {
  stuck: 'Stuck',
  progress: 'Making progress',
  flow: 'In flow',
  interrupted: 'Interrupted',
};

/** The state's name as a person would say it. */
export function nameOf(state: StateName): string {
  return STATES[state].name;
}

/** Whether the state is said of the work; the others are said of its absence. */
export function isJudged(state: StateName): boolean {
  return state === 'neutral' || state === 'stuck' || state === 'flow';
}

/** The status bar's text: an icon and a short word. */
export function text(standing: Standing): string {
  switch (standing.is) {
    case 'waiting':
      return '$(pulse) PulseDev: off';
    case 'private':
      return '$(eye-closed) PulseDev: private';
    case 'starting':
      return '$(pulse) PulseDev: starting';
    case 'missing':
    case 'failed':
      return '$(warning) PulseDev';
    case 'running': {
      const { until } = standing;
      const { state } = standing.state;
      const { icon, word } = STATES[state];
      const timed = state === 'paused' && typeof until === 'number';
      const end = timed ? ` until ${clock(until)}` : '';
      return `$(${icon}) ${word}${end}`;
    }
  }
}

/** The same for those who hear it. */
export function spoken(standing: Standing): string {
  return standing.is === 'running'
    ? `PulseDev: ${nameOf(standing.state.state)}`
    : text(standing).replace(/\$\([^)]*\) /, '');
}

/** The hover as Markdown, in which only our own links and icons are markup. */
export function hover(standing: Standing, summary: Summary | undefined, now: number): string {
  switch (standing.is) {
    case 'waiting':
      return paragraphs(
        '**PulseDev is off**',
        'Nothing is observed.',
        link('See what it would read', 'pulsedev.getStarted'),
      );
    case 'private':
      return paragraphs(
        '**This workspace is private**',
        'Nothing is observed in it.',
        link('Observe This Workspace Again', 'pulsedev.observeHereAgain'),
      );
    case 'starting':
      return '**PulseDev is starting**';
    case 'missing':
    case 'failed':
      return paragraphs(
        `**PulseDev ${standing.is === 'missing' ? 'is not installed' : 'has stopped'}**`,
        literal(standing.why),
        links(['Restart', 'pulsedev.restart'], ['Show Logs', 'pulsedev.showLogs']),
      );
    case 'running':
      return running(standing.state, standing.until, summary, now);
  }
}

function running(
  state: State,
  until: number | null | undefined,
  summary: Summary | undefined,
  now: number,
): string {
  const paused = state.state === 'paused';
  return paragraphs(
    `**${literal(nameOf(state.state))}** ${paused ? pausedUntil(until) : `since ${when(state.since, now)}`}`,
    isJudged(state.state) ? literal(chances(state)) : hint(state.state),
    reasons(state),
    remarks(state),
    literal(`Model: ${state.model}. ${stored(summary)}`),
    links(
      ['Why?', 'pulsedev.why'],
      paused ? ['Resume', 'pulsedev.resume'] : ['Pause', 'pulsedev.pause'],
      ['Show Stored Data', 'pulsedev.showStoredData'],
    ),
  );
}

function pausedUntil(until: number | null | undefined): string {
  if (until === undefined) {
    return 'elsewhere, for all windows';
  }
  return until === null ? 'until you resume' : `until ${clock(until)}`;
}

/** Both chances in one sentence. */
export function chances(state: { p_stuck: number; p_flow: number }): string {
  return `Stuck ${percent(state.p_stuck)}, in flow ${percent(state.p_flow)}.`;
}

/** What a state means that is no judgement of the work. */
export function hint(state: StateName): string {
  switch (state) {
    case 'unknown':
      return 'A few minutes of work, saves and test runs tell more.';
    case 'away':
      return 'Nobody is here, so nothing is judged.';
    case 'paused':
      return 'Nothing is observed.';
    default:
      return '';
  }
}

function reasons(state: State): string {
  if (!isJudged(state.state)) {
    return '';
  }
  const shown = state.reasons.filter((reason) => (reason.effect ?? 0) > 0);
  const lines = shown.slice(0, REASONS_IN_HOVER).map((reason) => `- ${literal(reason.label)}`);
  const heading = state.state === 'neutral' ? ['What speaks for being stuck:'] : [];
  return lines.length ? [...heading, '', ...lines].join('\n').trim() : '';
}

/** What else is worth knowing, each a line. */
function remarks(state: State): string {
  const { remarks: found = [] } = state;
  if (!isJudged(state.state) || found.length === 0) {
    return '';
  }
  return ['Also:', '', ...found.map((remark) => `- ${literal(remark.label)}`)].join('\n');
}

/** How strongly a reason speaks for the state or against it, as odds; what is ordinary is judged by "stuck". */
export function effect(reason: Reason, state: StateName): string {
  if (reason.effect === null || reason.effect === 0) {
    return '';
  }
  const what = state === 'flow' ? 'being in flow' : 'being stuck';
  const times = Math.exp(Math.abs(reason.effect)).toFixed(1);
  return reason.effect > 0 ? `for ${what}, odds × ${times}` : `against ${what}, odds ÷ ${times}`;
}

function stored(summary: Summary | undefined): string {
  if (!summary) {
    return '';
  }
  const since = summary.since === null ? '' : ` since ${day(summary.since)}`;
  const where = summary.store === 'memory' ? 'Counted in memory' : `Kept on this machine${since}`;
  return `${where}: ${count(summary.events, 'event')}, ${count(summary.labels, 'label')}.`;
}

/** A number with its noun: "1 event", "1,204 events". */
export function count(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
}

/** A size: "812 bytes", "1.4 MB". */
export function size(bytes: number): string {
  const units = ['kB', 'MB', 'GB'];
  let [shown, unit] = [bytes, ''];
  for (const next of units) {
    if (shown < 1000) {
      break;
    }
    [shown, unit] = [shown / 1000, next];
  }
  return unit ? `${shown.toFixed(1)} ${unit}` : count(bytes, 'byte');
}

export function percent(p: number): string {
  return `${Math.round(100 * p)} %`;
}

/** A length of time in the daemon's words: "45 s", "18 min", "2.5 h". */
export function duration(seconds: number): string {
  if (seconds < MINUTE_S) {
    return `${Math.round(seconds)} s`;
  }
  return seconds < 2 * HOUR_S
    ? `${Math.round(seconds / MINUTE_S)} min`
    : `${(seconds / HOUR_S).toFixed(1)} h`;
}

/** The time of day: "14:05". */
export function clock(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The time of day with its seconds: "14:05:09". */
export function time(at: number): string {
  return `${clock(at)}:${two(new Date(at).getSeconds())}`;
}

/** The day: "2026-11-23". */
export function day(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The time of day, with the day where it is not today's. */
export function when(at: number, now: number): string {
  return day(at) === day(now) ? clock(at) : `${day(at)}, ${clock(at)}`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

/** Make text safe within Markdown: one line, in which nothing is markup, an icon or an entity. */
export function literal(value: string): string {
  const line = plain(value);
  // A dollar sign would begin an icon even behind a backslash; its entity does not.
  return line.replace(/[!-/:-@[-`{-~]/g, (sign) => (sign === '$' ? '&#36;' : `\\${sign}`));
}

/** Make text one line without control characters. */
export function plain(value: string): string {
  return value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

/** Make text one line for a notification, where brackets would make a link. */
export function harmless(value: string): string {
  return plain(value).replaceAll('[', '(').replaceAll(']', ')');
}

function link(title: string, command: (typeof LINKED)[number]): string {
  return `[${title}](command:${command})`;
}

function links(...all: [string, (typeof LINKED)[number]][]): string {
  return all.map(([title, command]) => link(title, command)).join(' · ');
}

function paragraphs(...all: string[]): string {
  return all.filter((part) => part).join('\n\n');
}
