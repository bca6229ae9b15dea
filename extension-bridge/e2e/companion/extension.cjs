/** Runs inside VS Code for the tests alone: a kernel whose cells fail by their word. */

const vscode = require('vscode');

exports.activate = (context) => {
  const kernel = vscode.notebooks.createNotebookController(
    'companion',
    'jupyter-notebook',
    'Companion',
  );
  kernel.supportedLanguages = ['python'];
  kernel.executeHandler = (cells) => {
    for (const cell of cells) {
      const run = kernel.createNotebookCellExecution(cell);
      run.start(Date.now());
      run.end(!cell.document.getText().includes('raise'), Date.now());
    }
  };
  context.subscriptions.push(kernel);
};
