/** Gives the tests of one file one VS Code, and keeps a picture of it where one of them fails. */

import { after, afterEach, before } from 'node:test';
import { type LaunchOptions, VSCode } from './vscode.ts';

/** Register launch and close; the result answers with the VS Code once tests run. */
export function driven(options: LaunchOptions): () => VSCode {
  let code: VSCode | undefined;
  let failures = 0;
  const running = () => {
    if (!code) {
      throw new Error('VS Code does not run');
    }
    return code;
  };
  before(async () => {
    code = await VSCode.launch(options);
  });
  afterEach(async (context) => {
    if (!passed(context)) {
      failures++;
      await code?.keep(`failure-${failures}`);
    }
  });
  after(async () => {
    await code?.close();
  });
  return running;
}

/** A hook's context is that of its test, which the types don't say. */
function passed(context: unknown): boolean {
  return context instanceof Object && 'passed' in context && context.passed === true;
}
