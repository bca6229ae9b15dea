/**
 * One window of VS Code, driven as a user drives it: keys, mouse, and what can be seen.
 *
 * Every wait asks until it is so or a deadline has passed; nothing sleeps.
 */

import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BrowserContext, CDPSession, Locator, Page } from 'playwright-core';
import { until } from './until.ts';

export const RESULTS = join(import.meta.dirname, 'results');

/** A cold start on a busy machine. */
const OPEN_MS = 120_000;

/** Milliseconds between two keys: a fast typist, and slow enough that no key is taken for a paste. */
const KEY_MS = 15;

/** What is there is there within this; what is not yet is asked for again. */
const BRIEFLY_MS = 3_000;

/** What a command asks for may have to be looked for, as tasks are. */
const CHOICES_MS = 20_000;

export class Window {
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #session: CDPSession;
  #elsewhere: Page | undefined;
  #terminal = false;

  private constructor(context: BrowserContext, page: Page, session: CDPSession) {
    this.#context = context;
    this.page = page;
    this.#session = session;
  }

  static async open(context: BrowserContext, address: string, folder: string): Promise<Window> {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await page.goto(`${address}/?folder=${encodeURIComponent(folder)}`, { timeout: OPEN_MS });
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: OPEN_MS });
    return new Window(context, page, session);
  }

  /** Open a file of the workspace by its name. */
  async open(file: string): Promise<void> {
    await this.#pick('ControlOrMeta+P', file, basename(file));
    await this.page.locator(`.tab.active[data-resource-name="${basename(file)}"]`).waitFor();
    await this.page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: KEY_MS });
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
    }
  }

  /** Run a command of the palette by its whole title, and choose what it asks for. */
  async command(title: string, ...choices: string[]): Promise<void> {
    await until(`${title}: ${choices.join(', ')}`, async () => {
      await this.#pick('F1', `>${title}`, title);
      return this.#chosen(choices);
    });
  }

  /** A list that is opened while VS Code still starts may close again: then all of it is done anew. */
  async #chosen(choices: string[]): Promise<boolean> {
    try {
      for (const choice of choices) {
        await this.#row(choice).click({ timeout: CHOICES_MS });
      }
      return true;
    } catch {
      await this.press('Escape');
      return false;
    }
  }

  /** Wait until the palette offers a command by its whole title, and leave it. */
  async offers(title: string): Promise<void> {
    await this.press('F1');
    await this.quickInput.locator('input').first().fill(`>${title}`);
    await this.#row(title).waitFor();
    await this.press('Escape');
  }

  /** Choose a row of a list that is open. */
  async choose(label: string): Promise<void> {
    await this.#row(label).click();
  }

  /** The lists and boxes below the title bar. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /** Run a line in a terminal of the user's own; a task's terminal is another one. */
  async terminal(line: string): Promise<void> {
    // The line that sticks to the top of a long output is a terminal of its own, behind the real one.
    const terminal = this.page.locator('.terminal-wrapper.active .xterm:visible').first();
    if (!this.#terminal) {
      this.#terminal = true;
      await this.command('Terminal: Create New Terminal');
      // The mark beside the prompt: from now on VS Code sees each command.
      await terminal.locator('.terminal-command-decoration').first().waitFor();
    }
    await terminal.click();
    await this.type(line);
    await this.press('Enter');
  }

  /** Look somewhere else, as a user who turns to the browser. */
  async blur(): Promise<void> {
    // Playwright lets every page believe that it has the focus.
    await this.#session.send('Emulation.setFocusEmulationEnabled', { enabled: false });
    this.#elsewhere = await this.#context.newPage();
    await this.#elsewhere.bringToFront();
  }

  async focus(): Promise<void> {
    await this.#elsewhere?.close();
    this.#elsewhere = undefined;
    await this.page.bringToFront();
    await this.#session.send('Emulation.setFocusEmulationEnabled', { enabled: true });
  }

  /** PulseDev's item in the status bar. */
  get item(): Locator {
    return this.page.locator('.statusbar-item[id*="pulsedev.state"]');
  }

  /** PulseDev's question in the status bar. */
  get question(): Locator {
    return this.page.locator('.statusbar-item[id*="pulsedev.probe"]');
  }

  async statusBar(): Promise<string> {
    return ((await this.item.textContent()) ?? '').trim();
  }

  /** Wait until the status bar says so. */
  async says(text: string | RegExp, patience?: number): Promise<void> {
    let last = '';
    const wanted = async () => {
      last = (await this.item.count()) ? await this.statusBar() : '';
      return typeof text === 'string' ? last === text : text.test(last);
    };
    try {
      await until(`the status bar says ${text}`, wanted, patience);
    } catch {
      throw new Error(`the status bar does not say ${text}, but ${last}`);
    }
  }

  /** What is shown while the mouse rests on PulseDev's item. */
  async hover(): Promise<string> {
    await this.item.hover();
    const hover = this.page.locator('.workbench-hover:visible');
    await hover.waitFor();
    return (await hover.textContent()) ?? '';
  }

  /** A notification with this text. */
  toast(text: string): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  /** Wait until a notification has slid in. */
  async shown(toast: Locator): Promise<void> {
    await toast.and(this.page.locator('.notification-fade-in-done')).waitFor();
  }

  /** The text of a page in a web view, once it is there. */
  async preview(heading: string): Promise<string> {
    return until(`a page says "${heading}"`, async () => {
      for (const frame of this.page.frames().slice(1)) {
        const text = await frame
          .locator('body')
          .textContent({ timeout: BRIEFLY_MS })
          .catch(() => null);
        if (text?.includes(heading)) {
          return text;
        }
      }
      return undefined;
    });
  }

  /** Click beside a line, where breakpoints are. */
  async clickMargin(line: number): Promise<void> {
    const editor = this.page.locator('.editor-group-container.active .monaco-editor');
    const number = editor.locator('.line-numbers').getByText(String(line), { exact: true });
    const box = await number.boundingBox();
    const margin = await editor.locator('.margin').boundingBox();
    if (!box || !margin) {
      throw new Error(`line ${line} is not in sight`);
    }
    const FROM_LEFT = 10;
    await this.page.mouse.click(margin.x + FROM_LEFT, box.y + box.height / 2);
  }

  /** Press a button of a question that blocks the window. */
  async answer(button: string): Promise<void> {
    const buttons = this.page.locator('.monaco-dialog-box .monaco-button');
    await buttons.filter({ hasText: button }).first().click();
  }

  /** Agree to be observed. */
  async agree(): Promise<void> {
    await this.says('PulseDev: off');
    await this.command('PulseDev: Allow Observing…');
    await this.answer('Allow');
    await this.says(/^(PulseDev|Neutral|Stuck)$/);
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(RESULTS, { recursive: true });
    const path = join(RESULTS, `${name}.png`);
    await this.page.screenshot({ path, animations: 'disabled' });
  }

  /** Close the window as a user closes a tab. */
  async close(): Promise<void> {
    await this.#elsewhere?.close();
    await this.page.close({ runBeforeUnload: true });
    await until('the window has closed', () => this.page.isClosed());
  }

  /** Something that opens late takes the focus, which closes the list: then it is opened again. */
  async #pick(key: string, typed: string, label: string): Promise<void> {
    const input = this.quickInput.locator('input').first();
    await until(`the list offers ${label}`, async () => {
      try {
        if (!(await input.isVisible())) {
          await this.press(key);
        }
        await input.fill(typed, { timeout: BRIEFLY_MS });
        await this.#row(label).click({ timeout: BRIEFLY_MS });
        return true;
      } catch {
        return false;
      }
    });
  }

  /** By its label: Enter would run whatever row is first at that moment. */
  #row(label: string): Locator {
    const row = '.quick-input-list .monaco-list-row';
    const name = label.replaceAll('"', '\\"');
    return this.page
      .locator(
        `${row}[aria-label="${name}"], ${row}[aria-label^="${name},"], ${row}[aria-label^="${name} "]`,
      )
      .first();
  }
}
