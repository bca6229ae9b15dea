/**
 * Runs inside VS Code for the tests alone: a kernel whose cells fail by their word, and a profile of
 * the extension host that tells how much of its time was PulseDev's.
 */

const { mkdir, rename, writeFile } = require('node:fs/promises');
const { Session } = require('node:inspector/promises');
const { join } = require('node:path');
const vscode = require('vscode');

/** Microseconds between two samples; finer ones would measure the measuring. */
const SAMPLE_US = 200;

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
  const counting = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    edits += document.uri.scheme === 'file' ? contentChanges.length : 0;
  });
  const begin = async () => {
    session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
    edits = 0;
    await session.post('Profiler.start');
    await write(folder, 'begun', {});
  };
  const end = async () => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    await write(folder, 'ended', { edits, ...times(profile) });
  };
  return [
    counting,
    vscode.commands.registerCommand('companion.beginProfile', begin),
    vscode.commands.registerCommand('companion.endProfile', end),
  ];
}

/** Microseconds in all, idle, and below any function of PulseDev's file. */
function times({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ours = new Set();
  const mark = (node, within) => {
    const here = within || node.callFrame.url.includes(PULSEDEV);
    if (here) {
      ours.add(node.id);
    }
    for (const child of node.children ?? []) {
      mark(byId.get(child), here);
    }
  };
  mark(nodes[0], false);
  const sum = (wanted) =>
    samples.reduce((total, id, i) => (wanted(id) ? total + timeDeltas[i] : total), 0);
  return {
    all: sum(() => true),
    idle: sum((id) => byId.get(id).callFrame.functionName === '(idle)'),
    pulsedev: sum((id) => ours.has(id)),
  };
}

/** Whole or not at all: somebody waits for the file. */
async function write(folder, name, content) {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}.json`);
  await writeFile(`${file}.part`, JSON.stringify(content));
  await rename(`${file}.part`, file);
}
