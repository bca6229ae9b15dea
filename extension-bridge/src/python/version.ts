/**
 * Which daemon this extension can work with.
 *
 * Below 1.0 a minor version may change what both rely on, so major and minor must be the same;
 * from 1.0 on the major alone. The protocol's number in the handshake has the last word.
 */

const SAID = /^pulsedev (\d+)\.(\d+)\.(\d+)\S*\s*$/;
const VERSION = /^(\d+)\.(\d+)/;

/** Return the version that `pulsedev --version` said, or undefined if that was no `pulsedev`. */
export function versionSaid(output: string): string | undefined {
  return SAID.test(output) ? output.trim().slice('pulsedev '.length) : undefined;
}

/** Return whether a daemon of this version fits an extension of that one. */
export function fits(daemon: string, extension: string): boolean {
  const theirs = VERSION.exec(daemon);
  const ours = VERSION.exec(extension);
  if (!theirs || !ours || theirs[1] !== ours[1]) {
    return false;
  }
  return ours[1] !== '0' || theirs[2] === ours[2];
}

/** Say in words which daemons fit an extension of this version. */
export function wanted(extension: string): string {
  const [major = '0', minor = '0'] = extension.split('.');
  return major === '0' ? `0.${minor}.x` : `${major}.x`;
}
