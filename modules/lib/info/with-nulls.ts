// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** A result as it is shown: null for what is not known, an object for a map, at every depth. */
export function withNulls(result: { readonly [key: string]: unknown }): { readonly [key: string]: unknown } {
  return objectOf(Object.entries(result))
}

function shown(value: unknown): unknown {
  if (value === undefined || value === null) return null
  if (Array.isArray(value)) return value.map(shown)
  if (value instanceof Map) return objectOf([...value])
  return typeof value === 'object' ? objectOf(Object.entries(value)) : value
}

/** Also of a key such as `__proto__`, which a file may hold. */
function objectOf(entries: readonly (readonly [string, unknown])[]): { readonly [key: string]: unknown } {
  const result = {}
  for (const [key, value] of entries) Object.defineProperty(result, key, { value: shown(value), enumerable: true })
  return result
}
