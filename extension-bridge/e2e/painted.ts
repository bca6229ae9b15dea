/** Measures, inside the window, how long a pressed key takes to become a painted character. */

import { until } from './until.ts';
import type { Window } from './window.ts';

/** Long enough that one key is painted before the next is pressed. */
const BETWEEN_MS = 30;

/** Press so many keys in the active editor; return the milliseconds that each took. */
export async function painted(window: Window, keys: number): Promise<number[]> {
  const { page } = window;
  await page.bringToFront();
  await page.evaluate(watch);
  await page.keyboard.type('x'.repeat(keys), { delay: BETWEEN_MS });
  await until('the last key is painted', async () => (await page.evaluate(times)).length === keys);
  const taken = await page.evaluate(times);
  await page.keyboard.press('Enter');
  return taken;
}

/** Runs in the page: from the key's own time, over the changed line, to the end of its frame. */
function watch(): void {
  const page = globalThis as unknown as Page;
  const found: number[] = [];
  page.pulsedevTimes = found;
  page.pulsedevStop?.();
  let pressed = 0;
  const onKey = (event: { timeStamp: number }) => {
    pressed = event.timeStamp;
  };
  const lines = page.document.querySelector('.editor-group-container.active .view-lines');
  const observer = new page.MutationObserver(() => {
    const since = pressed;
    if (since === 0) {
      return;
    }
    pressed = 0;
    page.requestAnimationFrame(() => {
      // A task that a frame asks for comes when that frame has been painted.
      setTimeout(() => found.push(performance.now() - since), 0);
    });
  });
  page.addEventListener('keydown', onKey, true);
  observer.observe(lines, { subtree: true, childList: true, characterData: true });
  page.pulsedevStop = () => {
    page.removeEventListener('keydown', onKey, true);
    observer.disconnect();
  };
}

function times(): number[] {
  return (globalThis as unknown as Page).pulsedevTimes ?? [];
}

/** The little of a page that is used here; Node's types know none of it. */
interface Page {
  pulsedevTimes?: number[];
  pulsedevStop?: () => void;
  document: { querySelector(selector: string): unknown };
  addEventListener(
    type: string,
    listener: (event: { timeStamp: number }) => void,
    capture: true,
  ): void;
  removeEventListener(
    type: string,
    listener: (event: { timeStamp: number }) => void,
    capture: true,
  ): void;
  requestAnimationFrame(frame: () => void): void;
  MutationObserver: new (
    changed: () => void,
  ) => {
    observe(what: unknown, how: object): void;
    disconnect(): void;
  };
}
