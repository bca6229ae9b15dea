import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { context, FakeBridge, FakeLog, Memory } from '../show/parts.ts';
import { install } from '../show/vscode.ts';

const window = install();
const { daemonSettings } = await import('../../src/config.ts');
const { Consent } = await import('../../src/consent.ts');
const { Privacy } = await import('../../src/privacy.ts');
const { Probes } = await import('../../src/show/probes.ts');
const { registerCommands } = await import('../../src/commands/index.ts');

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const manifest = JSON.parse(read('package.json'));
const { commands, configuration, walkthroughs } = manifest.contributes;
const settings: Record<string, Setting> = configuration.properties;

interface Setting {
  default: unknown;
  markdownDescription: string;
  scope: string;
  minimum?: number;
  maximum?: number;
  pattern?: string;
  enum?: string[];
  properties?: Record<string, unknown>;
}

/** The rows of the table that follows a heading, as cells. */
function table(text: string, heading: string): string[][] {
  const section = text.split(`\n${heading}\n`)[1]?.split('\n#')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('every command in the manifest is registered, and every registered one is in the manifest', () => {
  const given = context(new Memory());
  const bridge = new FakeBridge();
  const parts = { bridge, log: new FakeLog().channel };
  registerCommands(given, {
    ...parts,
    consent: new Consent(given),
    privacy: new Privacy(),
    probes: new Probes(bridge),
  });
  const declared: string[] = commands.map((each: { command: string }) => each.command);
  assert.deepEqual([...window.commands.keys()].sort(), declared.sort());
});

test('every command has a title and the category PulseDev', () => {
  for (const command of commands) {
    assert.equal(command.category, 'PulseDev', command.command);
    assert.match(command.title, /^[A-Z]/, command.command);
  }
});

test('no clause asks for a context key that nobody sets', () => {
  const sources = globSync('src/commands/*.ts', { cwd: root }).map(read).join('\n');
  for (const { enablement = '' } of commands) {
    for (const [key] of enablement.matchAll(/pulsedev\.\w+/g)) {
      assert.ok(sources.includes(`set('${key}'`), key);
    }
  }
});

test('every setting has a default, a description, a scope and a place', () => {
  for (const [name, setting] of Object.entries(settings)) {
    assert.match(name, /^pulsedev\./);
    assert.ok('default' in setting, name);
    assert.match(setting.markdownDescription, /\.$/, name);
    assert.match(setting.scope, /^(application|machine|window|resource)$/, name);
  }
});

test('every setting that the code reads is in the manifest', () => {
  const reading =
    /getConfiguration\('pulsedev'\)\s*\.(?:get|inspect|update)(?:<[^(]*>)?\(\s*'([\w.]+)'/g;
  const sources = globSync('src/**/*.ts', { cwd: root }).map(read);
  const names = sources.flatMap((source) => [...source.matchAll(reading)].map((match) => match[1]));
  assert.ok(names.includes('doNotDisturbInFlow'), 'the sources were searched');
  for (const name of names) {
    assert.ok(`pulsedev.${name}` in settings, name);
  }
});

test('the settings that the daemon knows have its defaults and limits', () => {
  const policy = read('../daemon/pulsedev/core/policy.py');
  const config = read('../daemon/pulsedev/config.py');
  const number = (text: string, pattern: RegExp) => Number(pattern.exec(text)?.[1]);
  const perDay = settings['pulsedev.alertsPerDay'];
  assert.equal(perDay?.default, number(policy, /alerts_per_day: int = (\d+)/));
  assert.equal(perDay?.maximum, number(policy, /MOST_PER_DAY = (\d+)/));
  const gap = settings['pulsedev.minutesBetweenAlerts'];
  assert.equal(gap?.default, number(policy, /min_gap_s: float = (\d+)/) / 60);
  assert.equal(gap?.minimum, number(config, /SHORTEST_GAP, LONGEST_GAP = (\d+)/));
  assert.equal(gap?.maximum, number(config, /LONGEST_GAP = \d+, (\d+) \* 60/) * 60);
  assert.equal(settings['pulsedev.quietHours']?.default, '');
  const days = settings['pulsedev.retentionDays'];
  assert.equal(days?.default, number(config, /KEEP_DAYS, LONGEST_KEPT = (\d+)/));
  assert.equal(days?.maximum, number(config, /KEEP_DAYS, LONGEST_KEPT = \d+, (\d+)/));
  const places = [...config.matchAll(/^ {4}[A-Z]+ = "(disk|memory)"$/gm)].map(([, name]) => name);
  assert.deepEqual(settings['pulsedev.storage']?.enum, places);
  assert.equal(settings['pulsedev.storage']?.default, 'disk');
  const probes = read('../daemon/pulsedev/core/probes.py');
  assert.equal(settings['pulsedev.probesPerDay']?.maximum, number(probes, /MOST_A_DAY = (\d+)/));
  const training = read('../daemon/pulsedev/core/training.py');
  const limits = [...training.matchAll(/^ {4}"(\w+)": ([\d.]+),$/gm)];
  const known = Object.fromEntries(limits.map(([, name, limit]) => [name, Number(limit)]));
  const thresholds = settings['pulsedev.modelThresholds'];
  assert.deepEqual(thresholds?.default, known);
  assert.deepEqual(Object.keys(thresholds?.properties ?? {}), Object.keys(known));
  const auto = /auto: bool = (True|False)/.exec(training)?.[1] === 'True' ? 'auto' : 'off';
  assert.equal(settings['pulsedev.training']?.default, auto);
});

test('what the code takes where nothing is set is what the manifest says', () => {
  const defaults = Object.entries(daemonSettings());
  for (const [name, value] of defaults) {
    assert.deepEqual(settings[`pulsedev.${name}`]?.default, value, name);
  }
  assert.equal(defaults.length, 8);
});

test('a workspace that is not trusted may restrict what is observed, and start no program', () => {
  const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  for (const name of ['privateWorkspace', 'storage', 'include', 'exclude']) {
    assert.equal(settings[`pulsedev.${name}`]?.scope, 'window');
    assert.ok(!restrictedConfigurations.includes(`pulsedev.${name}`), name);
  }
});

test('quiet hours take what the daemon takes', () => {
  const pattern = new RegExp(settings['pulsedev.quietHours']?.pattern ?? 'none');
  for (const good of ['', '22:00-07:00', '00:00-23:59']) {
    assert.match(good, pattern);
  }
  for (const bad of ['22-7', '24:00-07:00', '22:00-07:60', ' 22:00-07:00', '22:00']) {
    assert.doesNotMatch(bad, pattern);
  }
});

test('what starts a program is the machine’s setting, and none of a workspace that is not trusted', () => {
  const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  for (const name of ['pulsedev.daemon.path', 'pulsedev.daemon.arguments']) {
    assert.equal(settings[name]?.scope, 'machine');
    assert.ok(restrictedConfigurations.includes(name));
  }
});

test('the tables of the README are those of the manifest', () => {
  const readme = read('README.md');
  const titles = commands.map((command: { title: string }) => `PulseDev: ${command.title}`);
  assert.deepEqual(
    table(readme, '## Commands').map(([title]) => title),
    titles,
  );
  const shown = (value: unknown): string =>
    value instanceof Object && !Array.isArray(value)
      ? Object.entries(value)
          .map((entry) => entry.join(' '))
          .join(', ')
      : ({ '': 'none', false: 'off' }[String(value)] ?? String(value));
  const rows = Object.entries(settings).map(([name, setting]) => [
    `\`${name}\``,
    setting.markdownDescription,
    shown(setting.default),
  ]);
  assert.deepEqual(table(readme, '## Settings'), rows);
});

test('the walkthrough’s files are there, and its links run commands that there are', () => {
  const ids = new Set(commands.map((command: { command: string }) => command.command));
  for (const step of walkthroughs[0].steps) {
    assert.ok(existsSync(new URL(step.media.markdown ?? step.media.svg, root)), step.id);
    for (const [, id] of step.description.matchAll(/\(command:([\w.]+)/g)) {
      assert.ok(ids.has(id), id);
    }
    for (const event of step.completionEvents) {
      const [kind, id] = event.split(':');
      assert.ok(kind !== 'onCommand' || ids.has(id), event);
    }
  }
});

test('the icon is a picture of 128 by 128', () => {
  const icon = readFileSync(new URL(manifest.icon, root));
  assert.equal(icon.subarray(1, 4).toString(), 'PNG');
  assert.deepEqual([icon.readUInt32BE(16), icon.readUInt32BE(20)], [128, 128]);
});

test('telemetry.json says that nothing is sent', () => {
  assert.deepEqual(JSON.parse(read('telemetry.json')), { events: {}, commonProperties: {} });
});
