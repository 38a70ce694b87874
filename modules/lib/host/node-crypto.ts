// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** So many random bytes, in hexadecimal digits. */
export function randomHex(bytes: number): string {
  return crypto().randomBytes(bytes).toString('hex')
}

/** The SHA-256 of bytes that are given as characters, in hexadecimal digits. */
export function sha256(bytes: string): string {
  return crypto().createHash('sha256').update(bytes, 'latin1').digest('hex')
}

/** Loaded when it is needed: that takes milliseconds, which a run that changes nothing need not spend. */
function crypto(): typeof import('crypto') {
  return require('crypto')
}
