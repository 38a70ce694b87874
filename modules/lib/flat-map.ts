// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** Array.prototype.flatMap, which Node 10 does not have. */
export function flatMap<T, U>(items: readonly T[], map: (item: T, index: number) => readonly U[]): readonly U[] {
  const flat: U[] = []
  items.forEach((item, index) => {
    flat.push(...map(item, index))
  })
  return flat
}
