/**
 * Whether the user agreed to be observed. Nothing is collected before, and nothing after a "no".
 *
 * The answer is kept with the version of what was agreed to. Who turns telemetry off is asked once
 * whether PulseDev, which sends nothing anywhere, may go on.
 */

import * as vscode from 'vscode';

const KEY = 'pulsedev.consent';

/**
 * Rises when more is read, or kept for longer, than was agreed to: then everybody is asked again.
 * By the first one nothing outlasted the window; by this one it is kept on disk.
 */
export const AGREEMENT = 2;

/** A "no" in one window must soon hold in those that nobody looks at; nothing else tells them. */
const REVIEW_EVERY_MS = 5000;

interface Answer {
  agreement: number;
  given: boolean;
  /** Whether the answer also holds while VS Code's telemetry is off. */
  evenWithoutTelemetry: boolean;
  /** Whether the question about that was put already. */
  asked: boolean;
}

type Holds = 'given' | 'declined' | 'doubtful' | 'open';

export class Consent {
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listeners: vscode.Disposable;
  #shown: Holds;
  readonly onDidChange: vscode.Event<void> = this.#changed.event;

  constructor(context: vscode.ExtensionContext) {
    this.#memory = context.globalState;
    this.#shown = this.#holds();
    const reviewing = setInterval(() => this.#review(), REVIEW_EVERY_MS);
    reviewing.unref();
    this.#listeners = vscode.Disposable.from(
      this.#changed,
      vscode.env.onDidChangeTelemetryEnabled(() => this.#review()),
      vscode.window.onDidChangeWindowState(() => this.#review()),
      new vscode.Disposable(() => clearInterval(reviewing)),
    );
    this.#review();
  }

  /** Whether observing is agreed to, here and now. */
  get given(): boolean {
    return this.#holds() === 'given';
  }

  /** Whether somebody said no, rather than nothing. */
  get declined(): boolean {
    return this.#holds() === 'declined';
  }

  /** Agree to what this version reads. */
  give(): Promise<void> {
    return this.#write(true);
  }

  /** Say no, or no longer. */
  withdraw(): Promise<void> {
    return this.#write(false);
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  async #write(given: boolean): Promise<void> {
    const evenWithoutTelemetry = !vscode.env.isTelemetryEnabled;
    await this.#keep({ agreement: AGREEMENT, given, evenWithoutTelemetry, asked: false });
  }

  async #keep(answer: Answer): Promise<void> {
    await this.#memory.update(KEY, answer);
    this.#tell();
  }

  #answer(): Answer | undefined {
    const answer = this.#memory.get<Answer>(KEY);
    return answer?.agreement === AGREEMENT ? answer : undefined;
  }

  #holds(): Holds {
    const answer = this.#answer();
    if (!answer) {
      return 'open';
    }
    if (!answer.given) {
      return 'declined';
    }
    return vscode.env.isTelemetryEnabled || answer.evenWithoutTelemetry ? 'given' : 'doubtful';
  }

  #tell(): void {
    const holds = this.#holds();
    if (holds !== this.#shown) {
      this.#shown = holds;
      this.#changed.fire();
    }
  }

  #review(): void {
    this.#tell();
    const answer = this.#answer();
    // One window asks: the one that the user looks at.
    if (answer && !answer.asked && this.#holds() === 'doubtful' && vscode.window.state.focused) {
      void this.#ask(answer);
    }
  }

  async #ask(answer: Answer): Promise<void> {
    await this.#keep({ ...answer, asked: true });
    const choice = await vscode.window.showInformationMessage(
      'Telemetry is off in VS Code, so PulseDev has stopped observing. It never sends anything: ' +
        'what it counts stays on this machine. May it go on?',
      'Go On',
      'Stop',
    );
    if (choice === 'Go On') {
      await this.give();
    } else if (choice === 'Stop') {
      await this.withdraw();
    }
  }
}
