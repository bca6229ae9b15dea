/** Measures, inside the window, how long a pressed key takes to become a painted character. */

import { PATIENCE_MS } from './until.ts';
import type { Window } from './window.ts';

/** Press so many keys in the active editor, each when the one before is painted; return the milliseconds. */
export async function painted(window: Window, keys: number): Promise<number[]> {
  const { page } = window;
  await page.bringToFront();
  await page.evaluate(watch);
  const taken: number[] = [];
  for (let key = 0; key < keys; key++) {
    await page.keyboard.press('x');
    taken.push(await inTime(page.evaluate(nextPaint)));
  }
  await page.keyboard.press('Enter');
  await inTime(page.evaluate(nextPaint));
  return taken;
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('a key was not painted')), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs in the page: from the key's own time, over the changed line, to the end of its frame. */
function watch(): void {
  const page = globalThis as unknown as Page;
  if (page.pulsedevPaints) {
    return;
  }
  const paints: number[] = [];
  page.pulsedevPaints = paints;
  let pressed = 0;
  const onKey = (event: { timeStamp: number }) => {
    pressed = event.timeStamp;
  };
  const onChange = () => {
    const since = pressed;
    if (since === 0) {
      return;
    }
    pressed = 0;
    page.requestAnimationFrame(() => {
      // A task that a frame asks for comes when that frame has been painted.
      setTimeout(() => {
        paints.push(performance.now() - since);
        page.pulsedevTell?.();
      }, 0);
    });
  };
  page.addEventListener('keydown', onKey, true);
  const lines = page.document.querySelector('.editor-group-container.active .view-lines');
  new page.MutationObserver(onChange).observe(lines, {
    subtree: true,
    childList: true,
    characterData: true,
  });
}

/** Runs in the page: the next time that was measured, which may be there already. */
async function nextPaint(): Promise<number> {
  const page = globalThis as unknown as Page;
  if (page.pulsedevPaints?.length === 0) {
    await new Promise<void>((resolve) => {
      page.pulsedevTell = resolve;
    });
  }
  return page.pulsedevPaints?.shift() ?? Number.NaN;
}

/** The little of a page that is used here; Node's types know none of it. */
interface Page {
  pulsedevPaints?: number[];
  pulsedevTell?: () => void;
  document: { querySelector(selector: string): unknown };
  addEventListener(
    type: string,
    listener: (event: { timeStamp: number }) => void,
    capture: boolean,
  ): void;
  requestAnimationFrame(frame: () => void): void;
  MutationObserver: new (
    changed: () => void,
  ) => {
    observe(what: unknown, how: object): void;
  };
}
