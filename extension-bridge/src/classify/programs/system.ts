/** Wrappers, containers, version control, packages of the system, and ways to look around. */

import { CommandClass } from '../../wire/protocol.ts';
import { command, each, is, options, type Rule, type Subs, subs } from './rule.ts';

const { other, build, run, versionControl, packages, navigation } = CommandClass;

const COMPOSE: Rule = {
  valued: options('-f --file -p --project-name --profile --env-file'),
  sub: subs(
    each('exec run', {
      is: run,
      reads: 'command',
      skip: 1,
      valued: options('-e --env -u --user -w --workdir --name -v --volume -p --publish --index'),
    }),
    is(run, 'up start restart watch'),
    is(build, 'build'),
    is(packages, 'pull'),
  ),
};

const DOCKER: Rule = {
  valued: options('-H --host --context --config'),
  sub: subs(
    { compose: COMPOSE },
    is(build, 'build buildx bake'),
    is(packages, 'pull'),
    is(run, 'start'),
    each('exec run', {
      is: run,
      reads: 'command',
      skip: 1,
      valued: options(
        '-e --env -v --volume -p --publish -w --workdir -u --user --name --network --mount --platform --entrypoint --env-file --gpus -m --memory --cpus -l --label',
      ),
    }),
  ),
};

/** Programs that run what follows them. */
export const WRAPPERS: Subs = {
  ...each(
    'time command exec builtin nohup setsid caffeinate stdbuf c8 nyc chronic unbuffer',
    command,
  ),
  ...each('sudo doas', { reads: 'command', valued: options('-u -g -h -p -C -U -r -t') }),
  ...each('env cross-env cross-env-shell dotenv dotenvx', {
    reads: 'command',
    valued: options('-u --unset -C --chdir -S -f -e'),
  }),
  ...each('nice ionice', { reads: 'command', valued: options('-n -c -p') }),
  ...each('timeout gtimeout', { reads: 'command', skip: 1, valued: options('-s --signal -k') }),
  ...each('xargs', { reads: 'command', valued: options('-n -P -I -L -d -a -s') }),
  ...each('watch', { reads: 'command', watch: true, valued: options('-n --interval') }),
  ...each('entr watchexec', { reads: 'command', watch: true, valued: options('-e -w -i') }),
  ...each('xvfb-run', { reads: 'command', valued: options('-n -s -f -e -w -p') }),
  ...each('valgrind strace ltrace perf', { is: run, reads: 'command' }),
  ...each('npx bunx pnpx', { is: run, reads: 'command', valued: options('-p --package') }),
  ...each('uvx', { is: run, reads: 'command', valued: options('--from --with --python -p') }),
  ...each('direnv', { sub: subs({ exec: { reads: 'command', skip: 1 } }) }),
  ...each('bundle bundler', { is: packages, sub: subs({ exec: command }) }),
};

export const SYSTEM: Subs = {
  ...is(versionControl, 'git hg svn jj gh glab lazygit tig gitui fossil bzr p4 cvs darcs gt'),
  ...each('docker podman nerdctl', DOCKER),
  'docker-compose': COMPOSE,
  ...each('just task invoke inv mage doit', { is: other, reads: 'tasks' }),
  ...is(
    packages,
    'apt apt-get aptitude yum dnf pacman yay zypper apk snap flatpak brew port choco',
  ),
  ...is(packages, 'winget scoop nix-env gem luarocks cpan cpanm asdf mise dpkg rpm'),
  ...is(
    navigation,
    'cd chdir ls ll la l pwd dir cat bat less more tree find grep egrep fgrep rg ag',
  ),
  ...is(navigation, 'ack fd fdfind fzf clear cls reset open xdg-open explorer code code-insiders'),
  ...is(navigation, 'codium cursor vim vi nvim nano emacs hx micro subl head tail man info tldr'),
  ...is(navigation, 'which whereis where file stat du df wc history pushd popd z zoxide j lsd eza'),
  ...is(navigation, 'exa jq yq diff ranger nnn lf mc'),
  ...is(navigation, 'set-location get-childitem get-content get-location select-string sl gci gc'),
};
