/**
 * Runs inside VS Code for the tests alone: a kernel whose cells fail by their word, and a profile of
 * the extension host that tells how much of its time was PulseDev's.
 */

const { mkdir, rename, writeFile } = require('node:fs/promises');
const { Session } = require('node:inspector/promises');
const { join } = require('node:path');
const vscode = require('vscode');

/** Microseconds between two samples; finer ones would measure the measuring. */
const SAMPLE_US = 1_000;

const PULSEDEV = 'pulsedev.pulsedev-';

exports.activate = (context) => {
  context.subscriptions.push(kernel(), ...profile(context.globalStorageUri.fsPath));
};

function kernel() {
  const made = vscode.notebooks.createNotebookController(
    'companion',
    'jupyter-notebook',
    'Companion',
  );
  made.supportedLanguages = ['python'];
  made.executeHandler = (cells) => {
    for (const cell of cells) {
      const run = made.createNotebookCellExecution(cell);
      run.start(Date.now());
      run.end(!cell.document.getText().includes('raise'), Date.now());
    }
  };
  return made;
}

/** Two commands: begin, and write down what came of it. */
function profile(folder) {
  let session;
  let edits = 0;
  let began;
  const counting = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    edits += document.uri.scheme === 'file' ? contentChanges.length : 0;
  });
  const begin = async () => {
    session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
    edits = 0;
    began = process.threadCpuUsage();
    await session.post('Profiler.start');
    await write(folder, 'begun', {});
  };
  const end = async () => {
    const { profile } = await session.post('Profiler.stop');
    const { user, system } = process.threadCpuUsage(began);
    session.disconnect();
    await write(folder, 'ended', { edits, cpu: user + system, ...times(profile) });
  };
  return [
    counting,
    vscode.commands.registerCommand('companion.beginProfile', begin),
    vscode.commands.registerCommand('companion.endProfile', end),
  ];
}

/** Microseconds in all, idle, and below each of PulseDev's own functions, by the innermost of them. */
function times({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const owners = new Map();
  const mark = (node, above) => {
    const { functionName, lineNumber, url } = node.callFrame;
    const owner = url.includes(PULSEDEV) ? `${functionName}:${lineNumber + 1}` : above;
    owners.set(node.id, owner);
    for (const child of node.children ?? []) {
      mark(byId.get(child), owner);
    }
  };
  mark(nodes[0], undefined);
  const pulsedev = {};
  let all = 0;
  let idle = 0;
  samples.forEach((id, i) => {
    const owner = owners.get(id);
    all += timeDeltas[i];
    if (owner !== undefined) {
      pulsedev[owner] = (pulsedev[owner] ?? 0) + timeDeltas[i];
    } else if (byId.get(id).callFrame.functionName === '(idle)') {
      idle += timeDeltas[i];
    }
  });
  return { all, idle, pulsedev };
}

/** Whole or not at all: somebody waits for the file. */
async function write(folder, name, content) {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}.json`);
  await writeFile(`${file}.part`, JSON.stringify(content));
  await rename(`${file}.part`, file);
}
