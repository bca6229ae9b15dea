/**
 * What PulseDev costs in a real VS Code.
 *
 * 1. Its work in the extension host per edit: 10,000 keys are pressed while the host profiles itself;
 *    each sample with a function of PulseDev's bundle anywhere on the stack counts as its work, be it
 *    a listener, a timer, or the encoding of a batch. Times are the thread's own, so that other
 *    programs of a busy machine don't count.
 * 2. The time from key press to painted character with and without it: two VS Codes, by turns.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { painted } from './painted.ts';
import { until } from './until.ts';
import { VSCode } from './vscode.ts';

const EDITS = 10_000;
const GOAL_US = 20;

/** The functions in which the most time goes. */
const SHOWN = 8;

/** By turns, so that a machine that becomes slower does so for both. */
const ROUNDS = 20;
const KEYS_A_ROUND = 60;

/** A line is as long as one that people write. */
const LINE = `${'lorem ipsum '.repeat(5)}\n`;

/** A profile of minutes takes a while to be read. */
const PROFILE_MS = 60_000;

interface Profile {
  edits: number;
  all: number;
  idle: number;
  /** What the system gave the thread; samples also see the time in which other programs ran. */
  cpu: number;
  /** By function, with all that it calls elsewhere. */
  pulsedev: Record<string, number>;
}

async function work(): Promise<void> {
  const code = await VSCode.launch({
    name: 'bench-work',
    agreed: true,
    companion: true,
    files: { 'notes.txt': '' },
  });
  try {
    const { window, home } = code;
    const folder = join(home.userData, 'User', 'globalStorage', 'pulsedev-e2e.companion');
    const written = (name: string) => until(name, () => existsSync(join(folder, name)), PROFILE_MS);
    await window.command('Companion: Begin Profile');
    await written('begun.json');
    await window.open('notes.txt');
    for (let typed = 0; typed < EDITS; typed += LINE.length) {
      await window.page.keyboard.type(LINE);
    }
    await window.command('Companion: End Profile');
    await written('ended.json');
    show(JSON.parse(readFileSync(join(folder, 'ended.json'), 'utf8')) as Profile);
  } finally {
    await code.close();
  }
}

function show({ edits, all, idle, cpu, pulsedev }: Profile): void {
  // The profile tells the shares; on a busy machine its times are too long. On a quiet one they are
  // right, and the thread's own time is longer, as it holds the sampling while nothing else happens.
  const share = Math.min(1, cpu / (all - idle));
  const each = (microseconds: number) =>
    `${((microseconds * share) / edits).toFixed(1).padStart(8)} µs`;
  const functions = Object.entries(pulsedev).toSorted(([, one], [, other]) => other - one);
  const total = functions.reduce((sum, [, microseconds]) => sum + microseconds, 0);
  console.log(`Work in the extension host per edit, over ${edits.toLocaleString('en-US')} edits:`);
  console.log(`  PulseDev                         ${each(total)}   (goal: at most ${GOAL_US} µs)`);
  for (const [name, microseconds] of functions.slice(0, SHOWN)) {
    console.log(`    ${name.padEnd(30)} ${each(microseconds)}`);
  }
  console.log(`  all of the host                  ${each(all - idle)}`);
  console.log(
    `  (${(1 / share).toFixed(1)} times as long by the clock, as other programs ran, too)`,
  );
}

async function paint(): Promise<void> {
  // A screen's rhythm would hide what is shorter than a frame.
  const options = {
    files: { 'notes.txt': '' },
    browserFlags: ['--disable-frame-rate-limit', '--disable-gpu-vsync'],
  };
  const plain = await VSCode.launch({ ...options, name: 'bench-without', without: true });
  const observed = await VSCode.launch({ ...options, name: 'bench-with', agreed: true });
  try {
    const both = [plain, observed] as const;
    for (const { window } of both) {
      await window.open('notes.txt');
      await painted(window, KEYS_A_ROUND);
    }
    const rounds: [number[], number[]][] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const pair: [number[], number[]] = [[], []];
      for (const which of round % 2 ? ([0, 1] as const) : ([1, 0] as const)) {
        pair[which] = await painted(both[which].window, KEYS_A_ROUND);
      }
      rounds.push(pair);
    }
    compare(rounds);
  } finally {
    await plain.close();
    await observed.close();
  }
}

function compare(rounds: [number[], number[]][]): void {
  const median = (values: number[]) => quantile(values, 0.5);
  const keys = ROUNDS * KEYS_A_ROUND;
  console.log(`Time from key press to painted character, median of ${keys} keys each, by turns:`);
  for (const [which, name] of ['without PulseDev', 'with PulseDev   '].entries()) {
    const all = rounds.flatMap((pair) => pair[which] ?? []);
    const spread = [0.25, 0.75].map((q) => quantile(all, q).toFixed(2)).join(' to ');
    console.log(`  ${name}   ${median(all).toFixed(2)} ms   (half of them ${spread})`);
  }
  const ratios = rounds.map(([without, with_]) => median(with_) / median(without));
  const half = [0.25, 0.75].map((q) => quantile(ratios, q).toFixed(3)).join(' to ');
  console.log(`  ratio              ${median(ratios).toFixed(3)}     (half of the rounds ${half})`);
}

function quantile(values: number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = q * (sorted.length - 1);
  const [below = Number.NaN, above = below] = sorted.slice(Math.floor(place), Math.ceil(place) + 1);
  return below + (above - below) * (place - Math.floor(place));
}

await work();
await paint();
