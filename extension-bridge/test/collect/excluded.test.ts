import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Exclusions } from '../../src/excluded.ts';
import { compile, matcher } from '../../src/globs.ts';

const file = (path: string) => ({ scheme: 'file', path });

const SECRETS = [
  '/p/.env',
  '/p/.env.local',
  '/p/prod.env',
  '/p/server.PEM',
  '/p/tls/private.key',
  '/home/.ssh/config',
  '/p/id_rsa',
  '/p/id_ed25519.pub',
  '/home/.aws/credentials',
  '/p/config/credentials.json',
  '/p/secrets.yaml',
  '/p/secrets/a/b.txt',
  '/p/.git/COMMIT_EDITMSG',
  '/p/terraform.tfvars',
  '/C:/p/.npmrc',
];

const ORDINARY = [
  '/p/main.py',
  '/p/environment.ts',
  '/p/keyboard.ts',
  '/p/src/secretary.rs',
  '/p/src/monkey.go',
  '/p/.gitignore',
  '/p/.github/workflows/ci.yml',
  '/C:/p/a.cs',
];

for (const path of SECRETS) {
  test(`${path} is never observed`, () => {
    assert.equal(new Exclusions([], [], 'linux').excludes(file(path)), true);
  });
}

for (const path of ORDINARY) {
  test(`${path} is observed`, () => {
    assert.equal(new Exclusions([], [], 'linux').excludes(file(path)), false);
  });
}

for (const scheme of ['untitled', 'git', 'vscode-scm', 'output', 'vscode-userdata', 'http']) {
  test(`a document of the scheme ${scheme} is never observed`, () => {
    assert.equal(new Exclusions([], [], 'linux').excludes({ scheme, path: '/p/a.py' }), true);
  });
}

test('the cell of a notebook is observed as the notebook is', () => {
  const scheme = 'vscode-notebook-cell';
  const exclusions = new Exclusions(['*.secret.ipynb'], [], 'linux');
  assert.equal(exclusions.excludes({ scheme, path: '/p/a.ipynb' }), false);
  assert.equal(exclusions.excludes({ scheme, path: '/p/a.secret.ipynb' }), true);
});

const GLOBS: [string, string, boolean][] = [
  ['*.md', '/p/a/README.md', true],
  ['**/private/**', '/p/private/a.txt', true],
  ['**/private/**', '/p/privately/a.txt', false],
  ['private/', '/p/private/deep/a.txt', true],
  ['/p/*.txt', '/p/a.txt', true],
  ['/p/*.txt', '/p/q/a.txt', false],
  ['/p/**/a.txt', '/p/a.txt', true],
  ['/p/**/a.txt', '/p/q/r/a.txt', true],
  ['a?.txt', '/p/ab.txt', true],
  ['a?.txt', '/p/a/.txt', false],
  ['*.{js,ts}', '/p/x.ts', true],
  ['*.{js,ts}', '/p/x.tsx', false],
  ['[ab].txt', '/p/b.txt', true],
  ['[!ab].txt', '/p/b.txt', false],
  ['a+b(c).txt', '/p/a+b(c).txt', true],
  ['C:\\work\\**', 'C:/work/x/y.cs', true],
  ['', '/p/a.txt', false],
  ['   ', '/p/a.txt', false],
  ['{a', '/p/{a', true],
  ['[', '/p/[', true],
  ['[z-a]', '/p/a', false],
  ['[]]', '/p/[]]', true],
  ['[^^]', '/p/^', false],
  ['[[]', '/p/[', true],
  ['{a,{b,c}d}.txt', '/p/cd.txt', true],
  ['{a,{b,c}d}.txt', '/p/c.txt', false],
  ['{a,{b}', '/p/a', false],
  ['{src/**,a}/b', '/p/src/x/y/b', true],
  ['{,x}a', '/p/a', true],
  ['a,b', '/p/a,b', true],
  ['a**b', '/p/ax/yb', true],
  ['a**/b', '/p/ab', true],
  ['a**/b', '/p/ax/b', true],
  ['*a*b', '/p/xaab', true],
  ['*a*b', '/p/xaabc', false],
  ['**', '/p/a', true],
  ['/p', '/p/a', false],
  ['/?', '/p/a', false],
];

for (const [pattern, path, expected] of GLOBS) {
  test(`the pattern ${JSON.stringify(pattern)} ${expected ? 'names' : 'leaves'} ${path}`, () => {
    assert.equal(matcher([pattern], false)(path), expected);
  });
}

test('case matters only where the file system minds it', () => {
  assert.equal(new Exclusions(['*.TXT'], [], 'linux').excludes(file('/p/a.txt')), false);
  assert.equal(new Exclusions(['*.TXT'], [], 'win32').excludes(file('/p/a.txt')), true);
  assert.equal(new Exclusions(['*.TXT'], [], 'darwin').excludes(file('/p/a.txt')), true);
});

test('where something is included, nothing else is observed, and what is excluded stays out', () => {
  const exclusions = new Exclusions(['*.log'], [['/p/**', '*.md']], 'linux');
  assert.deepEqual(
    ['/p/a.py', '/q/a.md', '/q/a.py', '/p/a.log', '/p/.env'].map((path) =>
      exclusions.excludes(file(path)),
    ),
    [false, false, true, true, true],
  );
});

test('a file has to be in each list of what is included', () => {
  const exclusions = new Exclusions([], [['/p/**'], ['*.py']], 'linux');
  assert.deepEqual(
    ['/p/a.py', '/p/a.ts', '/q/a.py'].map((path) => exclusions.excludes(file(path))),
    [false, true, true],
  );
});

test('an include that makes no sense includes nothing', () => {
  assert.equal(new Exclusions([], [['{a,']], 'linux').excludes(file('/p/a.py')), true);
});

test('a drive is matched as a user writes it', () => {
  assert.equal(new Exclusions(['c:/keep/**'], [], 'win32').excludes(file('/C:/keep/a.cs')), true);
});

/** Patterns that a regular expression of several stars would try in very many ways. */
const HOSTILE = [
  `${'**/'.repeat(20)}x`,
  '**/a**/a**/a**/a**/x',
  '*a*a*a*a*a*b',
  `${'*'.repeat(400)}x`,
  `${'{a,{a,'.repeat(40)}b${'}}'.repeat(40)}*x`,
  `${'{a,a}'.repeat(60)}x`,
  `${'{*a,**/}'.repeat(40)}x`,
];

for (const pattern of HOSTILE) {
  test(`the pattern ${pattern.slice(0, 24)} takes a bounded number of steps on any path`, () => {
    for (const folder of ['a/', 'aaaaaaa/', 'aaaa']) {
      const path = `/${folder}`.padEnd(4_000, folder);
      const glob = compile(pattern);
      assert.equal(glob?.matches(path), false);
      // Of one character there are three places at most, for a star.
      assert.ok(glob.steps <= 3 * (pattern.length + 4) * (path.length + 1), `${glob.steps}`);
    }
  });
}

test('an ordinary pattern takes a few steps for each character', () => {
  const path = '/'.padEnd(4_000, 'folder/');
  const glob = compile('**/private/**');
  assert.equal(glob?.matches(path), false);
  assert.ok(glob.steps < 6 * path.length, `${glob.steps}`);
});
