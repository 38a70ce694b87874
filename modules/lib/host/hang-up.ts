// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** The end of the terminal that the connection gave is no reason to stop. */
export function ignoreHangUp(): void {
  process.on('SIGHUP', () => undefined)
}
