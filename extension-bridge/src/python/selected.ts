/**
 * Asks the Python extension which environment is selected, and falls back to its setting.
 *
 * A workspace that nobody trusts may name any program as its Python, so there it is not asked.
 */

import * as vscode from 'vscode';

/** The Python extension may take its time at the start; PulseDev has other places to look. */
const ASK_LIMIT = 5_000;

/** What we use of the API of `ms-python.python`. */
interface PythonApi {
  environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): unknown;
    resolveEnvironment(
      environment: unknown,
    ): Promise<{ executable: { uri: vscode.Uri | undefined } } | undefined>;
  };
}

/** Return the interpreter of the selected environment. */
export async function selectedPython(): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) {
    return undefined;
  }
  return (await askExtension()) ?? settingOfPython();
}

async function askExtension(): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi>('ms-python.python');
  if (!extension) {
    return undefined;
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ASK_LIMIT);
  });
  try {
    return await Promise.race([executableOf(extension), late]);
  } catch {
    // Another extension's trouble is not ours; its version may be too old for this.
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

async function executableOf(extension: vscode.Extension<PythonApi>): Promise<string | undefined> {
  const { environments } = await extension.activate();
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const path = environments.getActiveEnvironmentPath(folder);
  const environment = await environments.resolveEnvironment(path);
  return environment?.executable.uri?.fsPath;
}

function settingOfPython(): string | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const config = vscode.workspace.getConfiguration('python', folder);
  const path = config.get<unknown>('defaultInterpreterPath');
  if (typeof path !== 'string' || !path || path === 'python') {
    // Its default, which is no selection.
    return undefined;
  }
  return path.replace(/\$\{workspaceFolder\}/g, folder?.fsPath ?? '');
}
