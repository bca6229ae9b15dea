import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifest, readVsix } from './vsix.ts';

/** The limit; the bundle and the wheel are well below it. */
const MAX_BYTES = 5 * 1024 * 1024;

const { version } = manifest();
const vsix = readVsix();
const text = (name: string): string => vsix.files.get(name)?.toString('utf8') ?? '';

test('the package holds what a user needs, and nothing else', () => {
  assert.deepEqual([...vsix.files.keys()].sort(), [
    'LICENSE.txt',
    '[Content_Types].xml',
    'changelog.md',
    `daemon/pulsedev-${version}-py3-none-any.whl`,
    'daemon/requirements.txt',
    'dist/client.cjs',
    'dist/extension.cjs',
    'extension.vsixmanifest',
    'icon.png',
    'media/state.svg',
    'package.json',
    'readme.md',
    'telemetry.json',
    'walkthrough/agree.md',
    'walkthrough/mark.md',
    'walkthrough/read.md',
  ]);
});

test('the package is at most 5 MB', () => {
  assert.ok(vsix.bytes <= MAX_BYTES, `${vsix.bytes} bytes`);
});

test('every file in it says something', () => {
  for (const [name, content] of vsix.files) {
    assert.ok(content.length > 0, `${name} is empty`);
  }
});

/** What a bundle may load: Node's own modules, VS Code, and the other bundle. */
const LOADED =
  /^(node:.*|vscode|\.\/client\.cjs|child_process|crypto|fs|net|os|path|readline|stream|url|util)$/;

for (const name of ['dist/extension.cjs', 'dist/client.cjs']) {
  test(`${name} has no source map, and loads nothing that is not there`, () => {
    const bundle = text(name);
    assert.ok(!bundle.includes('sourceMappingURL'));
    const loaded = [...bundle.matchAll(/require\("([^"]+)"\)/g)].map(([, name = '']) => name);
    assert.ok(loaded.includes('vscode'));
    assert.deepEqual(
      loaded.filter((name) => !LOADED.test(name)),
      [],
    );
  });
}

test('the language client is loaded late: it is in a bundle of its own', () => {
  assert.ok(text('dist/client.cjs').includes('textDocument/didOpen'));
  assert.ok(!text('dist/extension.cjs').includes('textDocument/didOpen'));
});

test('each package that the daemon needs is pinned by hash', () => {
  const lines = text('daemon/requirements.txt').split('\n');
  const pinned = lines.filter((line) => /^[\w.-]+==/.test(line));
  assert.ok(pinned.length >= 5, 'no requirements');
  for (const line of pinned) {
    const next = lines[lines.indexOf(line) + 1] ?? '';
    assert.match(next, /^ {4}--hash=sha256:[0-9a-f]{64}/, line);
  }
  const others = lines.filter((line) => line && !/^([\w.-]+==|#| {4}--hash=sha256:)/.test(line));
  assert.deepEqual(others, []);
});

test('the manifest in the package is that of the sources, with its icon', () => {
  const packed: { version: string; icon: string } = JSON.parse(text('package.json'));
  assert.equal(packed.version, version);
  assert.ok(vsix.files.has(packed.icon));
});
