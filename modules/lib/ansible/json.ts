// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** A JSON object as `JSON.parse` makes it: `__proto__` is a key like any other. */
export type JsonObject = { readonly [key: string]: unknown }

/** Whether a JSON value is an object; lists and null are none. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object with these own keys, the last of equal ones winning; an assignment would lose the key `__proto__`. */
export function jsonObject(entries: Iterable<readonly [string, unknown]>): JsonObject {
  const object = {}
  for (const [key, value] of entries) {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
  }
  return object
}

/** The value of an own key, `undefined` where there is none; inherited names such as `constructor` are no keys. */
export function ownValue(object: JsonObject, key: string): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value
}

/** A value as messages show it: JSON, cut where it would fill the screen. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > 120 ? `${text.slice(0, 120)}...` : text
}
